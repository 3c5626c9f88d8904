package dev.turnout.hwtests.agree;

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
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** States of a data plane without flow tables: what no compiler would make is among them, as long as every plane can hold it. */
final class RandomStates {
    static final int BACKENDS = 16;
    private static final int TABLES = 4;
    private static final List<Encapsulation> ENCAPSULATIONS =
            List.of(new Encapsulation.Ipip(), new Encapsulation.Gue(6080), new Encapsulation.L2());
    private static final int[] MTUS = {1500, 1500, 1280, 700, 120};

    private final Random random;

    /** Tables do not change their size in place: each state has others than the one before. */
    private int tablesFrom = 1;

    RandomStates(Random random) {
        this.random = random;
    }

    /** @param number 0–3 IPv4, 4–6 IPv6 */
    static IpAddress vip(int number) {
        return number < 4
                ? IpAddress.ipv4(0xc0000201 + number)
                : IpAddress.parse("2001:db8::" + (number - 3)).orElseThrow();
    }

    static final int VIPS = 7;

    /** @param inTransition whether slots may be */
    DataplaneState next(boolean inTransition) {
        SortedMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int i = 1; i <= BACKENDS; i++) {
            backends.put(new BackendId(i), backend(i));
        }
        SortedMap<TableId, SlotTable> tables = new TreeMap<>();
        tablesFrom = TABLES + 2 - tablesFrom;
        for (int i = 0; i < TABLES; i++) {
            tables.put(
                    new TableId(tablesFrom + i), SlotTable.generate(256 << random.nextInt(4), _ -> word(inTransition)));
        }
        SortedMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        for (int vip = 0; vip < VIPS; vip++) {
            add(services, new Vip(vip(vip), Protocol.TCP, 80));
            add(services, new Vip(vip(vip), random.nextBoolean() ? Protocol.UDP : Protocol.TCP, 53));
            if (random.nextBoolean()) {
                add(services, new Vip(vip(vip), random.nextBoolean() ? Protocol.UDP : Protocol.TCP, Vip.ANY_PORT));
            }
        }
        return new DataplaneState(backends, tables, services, 0.01);
    }

    private void add(SortedMap<ServiceId, ServiceEntry> services, Vip vip) {
        ServiceId id = new ServiceId(services.size() + 1);
        List<Cidr> ranges = random.nextInt(4) > 0
                ? List.of()
                : vip.address().family() == Family.IPV4
                        ? List.of(new Cidr(IpAddress.ipv4(0xc6336400), 26), Cidr.host(IpAddress.ipv4(0xc6336450)))
                        : List.of(new Cidr(IpAddress.parse("2001:db8:f::").orElseThrow(), 124));
        Persistence persistence =
                vip.protocol() == Protocol.TCP && random.nextInt(4) > 0 ? Persistence.TRANSIT : Persistence.NONE;
        // Each table is some service's: others are not there.
        int index = services.size() < TABLES ? services.size() : random.nextInt(TABLES);
        TableId table = new TableId(tablesFrom + index);
        ServiceSpec spec = new ServiceSpec(
                id,
                vip,
                Algorithm.MAGLEV,
                random.nextInt(3) == 0 ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE,
                persistence,
                ZeroBackendPolicy.values()[random.nextInt(3)],
                ranges);
        services.put(id, new ServiceEntry(spec, table));
    }

    /** 0 in some: nobody. */
    private int owner() {
        return random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(BACKENDS);
    }

    private int word(boolean inTransition) {
        if (!inTransition || random.nextInt(3) == 0) {
            return SlotWord.stable(owner()).bits();
        }
        return SlotWord.of(owner(), 1 + random.nextInt(BACKENDS), random.nextInt(2), random.nextInt(4) == 0)
                .bits();
    }

    private BackendEntry backend(int id) {
        boolean v4 = random.nextBoolean();
        IpAddress address = v4
                ? IpAddress.ipv4(0x0a000000 + id)
                : IpAddress.parse("2001:db8:b::" + Integer.toHexString(id)).orElseThrow();
        BackendKey key = new BackendKey(address, ENCAPSULATIONS.get(random.nextInt(ENCAPSULATIONS.size())));
        Optional<NextHop> hop = random.nextInt(10) == 0 ? Optional.empty() : Optional.of(nextHop(v4));
        return new BackendEntry(new BackendId(id), key, random.nextInt(256), random.nextBoolean(), hop);
    }

    private NextHop nextHop(boolean v4) {
        Cidr source = v4
                ? new Cidr(IpAddress.ipv4(0x64000000), 8 + random.nextInt(25))
                : new Cidr(IpAddress.parse("2001:db8:e::").orElseThrow(), 48 + random.nextInt(81));
        return new NextHop(
                1 + random.nextInt(2),
                random.nextInt(3) == 0 ? 1 + random.nextInt(4094) : 0,
                new MacAddress(0x02_00_00_00_00_01L + random.nextInt(4)),
                new MacAddress(0x02_00_00_00_10_00L + random.nextInt(1000)),
                MTUS[random.nextInt(MTUS.length)],
                source);
    }
}
