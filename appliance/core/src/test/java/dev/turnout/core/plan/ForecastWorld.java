package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.program.Surroundings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** A random document and random changes to it. */
final class ForecastWorld {
    private static final int BACKENDS = 6;
    private static final int SERVICES = 4;
    static final NextHop HOP =
            new NextHop(1, 0, new MacAddress(1), new MacAddress(2), 1500, Cidr.host(IpAddress.ipv4(0x0a0000fe)));

    private final Random random;
    private final List<String> history = new ArrayList<>();
    private final TreeSet<Integer> dead = new TreeSet<>();
    private final int[][] weights = new int[2][BACKENDS];
    private final Encapsulation[] encapsulations = {new Encapsulation.Ipip(), new Encapsulation.Gue(6080)};
    private final List<Wish> services = new ArrayList<>();
    private int seed = 0x11;

    private record Wish(
            int number, int pool, int size, Algorithm algorithm, Affinity affinity, Persistence persistence) {
        Protocol protocol() {
            return number % 2 == 0 ? Protocol.TCP : Protocol.UDP;
        }
    }

    ForecastWorld(Random random) {
        this.random = random;
        fill(0);
        fill(1);
        for (int number = 0; number < SERVICES; number++) {
            services.add(found(
                    new Wish(number, number / 3, 256, Algorithm.MAGLEV, Affinity.FIVE_TUPLE, Persistence.FLOW_TABLE)));
        }
        history.add(services.toString());
    }

    private void fill(int pool) {
        do {
            for (int i = 0; i < BACKENDS; i++) {
                weights[pool][i] = random.nextInt(4) - 1;
            }
        } while (java.util.Arrays.stream(weights[pool]).noneMatch(weight -> weight > 0));
    }

    /** With a new way to find and keep backends. */
    private Wish found(Wish wish) {
        int kind = random.nextInt(wish.protocol() == Protocol.TCP ? 4 : 3);
        Persistence persistence =
                kind == 0 ? Persistence.NONE : kind == 3 ? Persistence.TRANSIT : Persistence.FLOW_TABLE;
        Algorithm algorithm = kind == 2 ? Algorithm.RANDOM : Algorithm.MAGLEV;
        return new Wish(wish.number(), wish.pool(), wish.size(), algorithm, wish.affinity(), persistence);
    }

    void change() {
        int index = random.nextInt(services.size());
        Wish wish = services.get(index);
        switch (random.nextInt(9)) {
            case 0, 1 -> services.set(index, found(wish));
            case 2 -> services.set(index, rehashed(wish));
            case 3 -> services.set(index, moved(wish, 1 - wish.pool(), wish.size()));
            case 4 -> services.set(index, moved(wish, wish.pool(), 128 << 1 + random.nextInt(3)));
            case 5 -> fill(random.nextInt(2));
            case 6 -> encapsulations[random.nextInt(2)] = new Encapsulation.Gue(6081 + random.nextInt(2));
            case 7 -> dead.add(random.nextInt(BACKENDS));
            default -> removeOrReseed(index);
        }
        history.add(
                services + " weights " + java.util.Arrays.deepToString(weights) + " dead " + dead + " seed " + seed);
    }

    private static Wish rehashed(Wish wish) {
        Affinity other = wish.affinity() == Affinity.CLIENT_IP ? Affinity.FIVE_TUPLE : Affinity.CLIENT_IP;
        return new Wish(wish.number(), wish.pool(), wish.size(), wish.algorithm(), other, wish.persistence());
    }

    private static Wish moved(Wish wish, int pool, int size) {
        return new Wish(wish.number(), pool, size, wish.algorithm(), wish.affinity(), wish.persistence());
    }

    private void removeOrReseed(int index) {
        if (random.nextBoolean()) {
            services.remove(index);
        } else {
            seed++;
        }
    }

    FleetConfig config() {
        return new FleetConfig(
                new Revision(0, 1),
                new Seed(Integer.toHexString(seed).repeat(32)),
                services.stream().map(ForecastWorld::service).toList(),
                List.of(pool(0), pool(1)),
                DataplaneSettings.DEFAULT);
    }

    private static Service service(Wish wish) {
        return new Service(
                "service-" + wish.number(),
                new Vip(IpAddress.ipv4(0xc0000201 + wish.number()), wish.protocol(), 80),
                "pool-" + wish.pool(),
                wish.algorithm(),
                wish.size(),
                wish.affinity(),
                wish.persistence(),
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
    }

    /** A weight of -1 is a backend that is not in the document. */
    private BackendPool pool(int number) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < BACKENDS; i++) {
            if (weights[number][i] >= 0) {
                backends.add(new Backend(address(i), weights[number][i]));
            }
        }
        return new BackendPool("pool-" + number, encapsulations[number], backends);
    }

    private static IpAddress address(int backend) {
        return IpAddress.ipv4(0x0a000001 + backend);
    }

    /** All that live are resolved. */
    Surroundings surroundings() {
        Map<BackendKey, HealthState> health = new HashMap<>();
        Map<BackendKey, NextHop> nextHops = new HashMap<>();
        List<Encapsulation> all = List.of(
                new Encapsulation.Ipip(),
                new Encapsulation.Gue(6080),
                new Encapsulation.Gue(6081),
                new Encapsulation.Gue(6082));
        for (int i = 0; i < BACKENDS; i++) {
            for (Encapsulation encapsulation : all) {
                BackendKey key = new BackendKey(address(i), encapsulation);
                if (dead.contains(i)) {
                    health.put(key, HealthState.DEAD);
                } else {
                    nextHops.put(key, HOP);
                }
            }
        }
        return new Surroundings(health, nextHops);
    }

    @Override
    public String toString() {
        return String.join("\n", history);
    }
}
