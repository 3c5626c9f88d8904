package dev.turnout.schema;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Announce;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Valid configurations of every shape. */
final class RandomConfigs {
    private final Random random;

    RandomConfigs(long seed) {
        random = new Random(seed);
    }

    FleetConfig next() {
        byte[] seed = new byte[Seed.BYTES];
        random.nextBytes(seed);
        List<BackendPool> pools =
                IntStream.range(0, 1 + random.nextInt(5)).mapToObj(this::pool).toList();
        List<Service> services = IntStream.range(0, random.nextInt(20))
                .mapToObj(i -> service(i, pools.get(random.nextInt(pools.size()))))
                .toList();
        return new FleetConfig(
                new Revision(random.nextLong() >>> 1, 1 + (random.nextLong() >>> 2)),
                Seed.of(seed).orElseThrow(),
                services,
                pools,
                new DataplaneSettings(
                        random.nextBoolean() ? Cidr.parse("10.9.0.0/16") : Optional.empty(),
                        random.nextBoolean() ? Cidr.parse("fd00::/64") : Optional.empty(),
                        random.nextBoolean(),
                        any(Announce.class),
                        any(Algorithm.class)));
    }

    private BackendPool pool(int index) {
        Encapsulation encapsulation = switch (random.nextInt(3)) {
            case 0 -> new Encapsulation.Ipip();
            case 1 -> new Encapsulation.Gue(1 + random.nextInt(65_535));
            default -> new Encapsulation.L2();
        };
        // Even pools hold IPv4 backends, odd ones IPv6.
        List<Backend> backends = IntStream.range(0, random.nextInt(30))
                .mapToObj(i -> new Backend(
                        address(index % 2 == 0 ? "10.0.0." : "2001:db8:" + index + "::", i), 1 + random.nextInt(9)))
                .toList();
        return new BackendPool("pool-" + index, encapsulation, backends, healthCheck());
    }

    private Optional<HealthCheck> healthCheck() {
        if (random.nextInt(4) == 0) {
            return Optional.empty();
        }
        Duration interval = Duration.ofMillis(100 + random.nextInt(10_000));
        Duration timeout = interval.dividedBy(1 + random.nextInt(9));
        Probe probe = new Probe(question(), Probe.Via.ADDRESS, interval, timeout, random.nextDouble());
        return Optional.of(new HealthCheck(
                probe,
                new HealthPolicy(
                        1 + random.nextInt(10),
                        1 + random.nextInt(10),
                        any(HealthPolicy.OnUnhealthy.class),
                        random.nextDouble(),
                        Duration.ofSeconds(random.nextInt(3_600)),
                        0.01 + 0.99 * random.nextDouble())));
    }

    private ProbeQuestion question() {
        int port = 1 + random.nextInt(65_535);
        return switch (random.nextInt(4)) {
            case 0 -> new ProbeQuestion.Tcp(port);
            case 1 -> new ProbeQuestion.Icmp();
            case 2 -> new ProbeQuestion.Grpc(port, random.nextBoolean() ? "" : "shop.v1.Cart");
            default ->
                new ProbeQuestion.Http(
                        port,
                        random.nextBoolean() ? Optional.empty() : Optional.of("www.example:8443"),
                        "/health?deep=1#x",
                        List.of(new StatusRange(204, 204), new StatusRange(300, 399 + random.nextInt(100))),
                        random.nextBoolean() ? Optional.empty() : Optional.of("all: \"well\"\n#"),
                        tls());
        };
    }

    private Optional<ProbeQuestion.Tls> tls() {
        boolean verify = random.nextBoolean();
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new ProbeQuestion.Tls(
                        verify,
                        verify && random.nextBoolean() ? Optional.of(Documents.CERTIFICATE) : Optional.empty()));
    }

    private static IpAddress address(String prefix, int number) {
        return IpAddress.parse(prefix + (1 + number)).orElseThrow();
    }

    private Service service(int index, BackendPool pool) {
        boolean ipv6 = Integer.parseInt(pool.name().substring("pool-".length())) % 2 == 1;
        Protocol protocol = any(Protocol.class);
        Algorithm algorithm = any(Algorithm.class);
        Persistence persistence = algorithm == Algorithm.RANDOM
                ? Persistence.FLOW_TABLE
                : protocol == Protocol.UDP && random.nextBoolean() ? Persistence.NONE : Persistence.FLOW_TABLE;
        return new Service(
                "service-" + index,
                new Vip(address(ipv6 ? "2001:db8:ffff::" : "192.0.2.", random.nextInt(5)), protocol, index),
                pool.name(),
                algorithm,
                512 << random.nextInt(5),
                any(Affinity.class),
                persistence,
                ipv6
                        ? List.of()
                        : List.of(
                                Cidr.parse("10.0.0.0/8").orElseThrow(),
                                Cidr.parse("0.0.0.0/0").orElseThrow()),
                any(ZeroBackendPolicy.class),
                new TransitionTimes(
                        Duration.ofSeconds(1 + random.nextInt(3_600), random.nextInt(1_000_000_000)),
                        Duration.ofHours(2 + random.nextInt(100)),
                        0.000_001 + random.nextDouble() * 0.4));
    }

    private <E extends Enum<E>> E any(Class<E> type) {
        E[] values = type.getEnumConstants();
        return values[random.nextInt(values.length)];
    }
}
