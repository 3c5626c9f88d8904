package dev.turnout.p4.driver.entries;

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
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** States of all shapes that a data plane may be in. */
public final class RandomStates {
    private static final int BACKENDS = 40;

    private final Random random;

    public RandomStates(Random random) {
        this.random = random;
    }

    /** One that may follow: a table that is there keeps its size. */
    public DataplaneState after(DataplaneState before) {
        DataplaneState next = next();
        TreeMap<TableId, SlotTable> tables = new TreeMap<>(next.tables());
        tables.replaceAll((id, table) -> {
            SlotTable old = before.tables().get(id);
            return old == null ? table : SlotTable.generate(old.size(), slot -> table.bits(slot % table.size()));
        });
        return new DataplaneState(next.backends(), tables, next.services(), next.maxFalsePositiveRate());
    }

    public DataplaneState next() {
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int i = 0; i < BACKENDS; i++) {
            BackendEntry entry = backend(1 + random.nextInt(random.nextBoolean() ? BACKENDS : BackendId.MAX));
            backends.put(entry.id(), entry);
        }
        TreeMap<TableId, SlotTable> tables = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            tables.put(new TableId(random.nextInt(random.nextBoolean() ? 3 : 65_536)), table());
        }
        TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        // Each table has a service that names it, or nobody could tell its size.
        List<TableId> ids = List.copyOf(tables.keySet());
        for (int i = 0; i < ids.size() + random.nextInt(5); i++) {
            ServiceEntry entry = new ServiceEntry(spec(i), i < ids.size() ? ids.get(i) : pick(ids));
            services.put(entry.id(), entry);
        }
        return new DataplaneState(backends, tables, services, random.nextBoolean() ? 0 : random.nextDouble());
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private IpAddress address() {
        return random.nextBoolean()
                ? IpAddress.ipv4(random.nextInt())
                : new IpAddress(random.nextBoolean() ? 0x20010db800000000L : random.nextLong(), random.nextLong());
    }

    private BackendEntry backend(int id) {
        IpAddress address = address();
        Encapsulation encapsulation = pick(List.of(
                new Encapsulation.Ipip(), new Encapsulation.L2(), new Encapsulation.Gue(1 + random.nextInt(65_535))));
        return new BackendEntry(
                new BackendId(id),
                new BackendKey(address, encapsulation),
                random.nextInt(256),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(hop(address)));
    }

    private NextHop hop(IpAddress backend) {
        IpAddress source = backend.isIpv4() ? IpAddress.ipv4(random.nextInt()) : new IpAddress(-1, random.nextLong());
        return new NextHop(
                random.nextInt(512),
                random.nextInt(4095),
                new MacAddress(random.nextLong() >>> 16),
                new MacAddress(random.nextLong() >>> 16),
                68 + random.nextInt(65_000),
                Cidr.around(source, random.nextInt(source.family().bits() + 1)));
    }

    private SlotTable table() {
        int moving = random.nextInt(4);
        return SlotTable.generate(1 << random.nextInt(13), _ -> word(moving));
    }

    private int word(int moving) {
        int current = random.nextInt(5) == 0 ? 0 : random.nextInt(SlotWord.OWNER_MASK + 1);
        int previous = 1 + random.nextInt(SlotWord.OWNER_MASK);
        return random.nextInt(4) < moving
                ? SlotWord.of(current, previous, random.nextInt(2), random.nextBoolean())
                        .bits()
                : SlotWord.stable(current).bits();
    }

    private ServiceSpec spec(int number) {
        Protocol protocol = random.nextBoolean() ? Protocol.TCP : Protocol.UDP;
        int port = random.nextInt(4) == 0 ? Vip.ANY_PORT : 1 + random.nextInt(65_535);
        return new ServiceSpec(
                new ServiceId(1 + number + 100 * random.nextInt(100)),
                new Vip(random.nextBoolean() ? IpAddress.ipv4(number) : address(), protocol, port),
                Algorithm.MAGLEV,
                random.nextBoolean() ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE,
                protocol == Protocol.TCP && random.nextBoolean() ? Persistence.TRANSIT : Persistence.NONE,
                pick(List.of(ZeroBackendPolicy.values())),
                ranges());
    }

    private List<Cidr> ranges() {
        return IntStream.range(0, Math.max(0, random.nextInt(6) - 3))
                .mapToObj(_ -> address())
                .map(address ->
                        Cidr.around(address, random.nextInt(address.family().bits() + 1)))
                .distinct()
                .sorted()
                .toList();
    }
}
