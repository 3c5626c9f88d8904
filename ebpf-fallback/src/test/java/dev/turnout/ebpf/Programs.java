package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** States for tests: hand-made small ones, and random ones that use every field. */
final class Programs {
    private Programs() {}

    static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static NextHop hop(int port, String source) {
        return new NextHop(
                port,
                0,
                new MacAddress(0x0200_0000_0001L),
                new MacAddress(0x0200_0000_0002L),
                1500,
                Cidr.parse(source).orElseThrow());
    }

    static BackendEntry backend(int id, String address, int port) {
        return new BackendEntry(
                new BackendId(id),
                new BackendKey(address(address), new Encapsulation.Ipip()),
                0,
                false,
                Optional.of(hop(port, "10.0.0.1/32")));
    }

    static ServiceEntry service(int id, String vip, int port, int table) {
        return new ServiceEntry(
                new ServiceSpec(
                        new ServiceId(id),
                        new Vip(address(vip), Protocol.TCP, port),
                        Algorithm.MAGLEV,
                        Affinity.FIVE_TUPLE,
                        Persistence.TRANSIT,
                        ZeroBackendPolicy.REJECT,
                        List.of()),
                new TableId(table));
    }

    /** As {@link #service}, on port 80, for these sources only; for all where there are none. */
    static ServiceEntry ranged(int id, String vip, int table, String... ranges) {
        ServiceSpec plain = service(id, vip, 80, table).spec();
        return new ServiceEntry(
                new ServiceSpec(
                        plain.id(),
                        plain.vip(),
                        plain.algorithm(),
                        plain.affinity(),
                        plain.persistence(),
                        plain.zeroBackends(),
                        java.util.Arrays.stream(ranges)
                                .map(range -> Cidr.parse(range).orElseThrow())
                                .toList()),
                new TableId(table));
    }

    /** One service at 192.0.2.1:80 over these backends, slots dealt out in turn. */
    static DataplaneState small(BackendEntry... backends) {
        return state(
                List.of(backends),
                java.util.Map.of(
                        new TableId(1),
                        SlotTable.generate(
                                256,
                                slot -> SlotWord.stable(backends[slot % backends.length]
                                                .id()
                                                .value())
                                        .bits())),
                List.of(service(1, "192.0.2.1", 80, 1)));
    }

    static DataplaneState state(
            List<BackendEntry> backends, java.util.Map<TableId, SlotTable> tables, List<ServiceEntry> services) {
        TreeMap<BackendId, BackendEntry> byId = new TreeMap<>();
        backends.forEach(backend -> byId.put(backend.id(), backend));
        TreeMap<ServiceId, ServiceEntry> byService = new TreeMap<>();
        services.forEach(service -> byService.put(service.id(), service));
        return new DataplaneState(byId, new TreeMap<>(tables), byService);
    }

    /** A random state of bounded size in which every service names a table that is there, and every table is named. */
    static DataplaneState random(SplittableRandom random) {
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            BackendEntry backend = randomBackend(new BackendId(random.nextInt(1, 40)), random);
            backends.put(backend.id(), backend);
        }
        List<BackendId> ids = List.copyOf(backends.keySet());
        TreeMap<TableId, SlotTable> tables = new TreeMap<>();
        TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        for (int i = random.nextInt(0, 12); i > 0; i--) {
            ServiceId id = new ServiceId(i);
            TableId table = new TableId(random.nextInt(8));
            services.put(id, new ServiceEntry(randomSpec(id, random), table));
            tables.computeIfAbsent(table, _ -> randomTable(256 << (table.value() % 3), ids, random));
        }
        return new DataplaneState(backends, tables, services);
    }

    private static SlotTable randomTable(int size, List<BackendId> ids, SplittableRandom random) {
        return SlotTable.generate(size, _ -> {
            int current = ids.get(random.nextInt(ids.size())).value();
            int previous =
                    random.nextInt(4) == 0 ? ids.get(random.nextInt(ids.size())).value() : 0;
            return previous == 0
                    ? SlotWord.stable(current).bits()
                    : SlotWord.of(current, previous, random.nextInt(2), random.nextBoolean())
                            .bits();
        });
    }

    private static BackendEntry randomBackend(BackendId id, SplittableRandom random) {
        boolean v4 = random.nextBoolean();
        IpAddress address = v4 ? IpAddress.ipv4(0x0a00_0000 | random.nextInt(1 << 24)) : v6(random);
        Encapsulation encapsulation = switch (random.nextInt(3)) {
            case 0 -> new Encapsulation.Ipip();
            case 1 -> new Encapsulation.L2();
            default -> new Encapsulation.Gue(random.nextInt(1, 65_536));
        };
        Cidr source = v4
                ? Cidr.around(IpAddress.ipv4(0xac10_0000), random.nextInt(8, 33))
                : Cidr.around(v6(random), random.nextInt(32, 129));
        NextHop hop = new NextHop(
                random.nextInt(1, 100),
                random.nextInt(4095),
                new MacAddress(random.nextLong(1L << 48)),
                new MacAddress(random.nextLong(1L << 48)),
                random.nextInt(1280, 65_536),
                source);
        return new BackendEntry(
                id,
                new BackendKey(address, encapsulation),
                random.nextInt(256),
                random.nextBoolean(),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(hop));
    }

    private static ServiceSpec randomSpec(ServiceId id, SplittableRandom random) {
        IpAddress vip = random.nextBoolean() ? IpAddress.ipv4(0xc000_0200 | random.nextInt(4)) : v6(random);
        boolean tcp = random.nextBoolean();
        boolean drawn = random.nextInt(4) == 0;
        Persistence persistence = drawn ? Persistence.FLOW_TABLE : tcp ? Persistence.TRANSIT : Persistence.NONE;
        List<Cidr> ranges = random.nextInt(3) != 0
                ? List.of()
                : java.util.stream.Stream.of("10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::/0", "198.51.100.7/32")
                        .filter(_ -> random.nextBoolean())
                        .map(text -> Cidr.parse(text).orElseThrow())
                        .sorted()
                        .toList();
        return new ServiceSpec(
                id,
                new Vip(vip, tcp ? Protocol.TCP : Protocol.UDP, id.value() * 100),
                drawn ? Algorithm.RANDOM : Algorithm.MAGLEV,
                random.nextBoolean() ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE,
                persistence,
                List.of(ZeroBackendPolicy.REJECT, ZeroBackendPolicy.WITHDRAW, ZeroBackendPolicy.USE_ALL)
                        .get(random.nextInt(3)),
                ranges);
    }

    private static IpAddress v6(SplittableRandom random) {
        return new IpAddress(0x2001_0db8_0000_0000L | random.nextInt(1 << 20), random.nextLong());
    }
}
