package dev.turnout.p4.driver;

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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small states whose packets are known. */
final class Sites {
    static final IpAddress VIP = IpAddress.ipv4(0xc0000201);
    static final IpAddress CLIENT = IpAddress.ipv4(0xc6336401);
    static final int PORT = 80;
    static final int OUT = 3;

    private Sites() {}

    /** One service for whoever comes, whose slots all belong to backend 1. */
    static DataplaneState one(int service) {
        return of(service, SlotTable.generate(256, _ -> 1), List.of(new Cidr(IpAddress.ipv4(0), 0)));
    }

    /** All slots move from backend 1 to backend 2. */
    static DataplaneState moving(int filter, double maxFalsePositiveRate) {
        SlotTable table =
                SlotTable.generate(256, _ -> SlotWord.of(2, 1, filter, false).bits());
        DataplaneState state = of(1, table, List.of());
        return new DataplaneState(state.backends(), state.tables(), state.services(), maxFalsePositiveRate);
    }

    /** All slots belong to backend 2. */
    static DataplaneState moved(double maxFalsePositiveRate) {
        DataplaneState state = of(1, SlotTable.generate(256, _ -> 2), List.of());
        return new DataplaneState(state.backends(), state.tables(), state.services(), maxFalsePositiveRate);
    }

    static DataplaneState of(int service, SlotTable table, List<Cidr> ranges) {
        TableId id = new TableId(0);
        ServiceSpec spec = new ServiceSpec(
                new ServiceId(service),
                new Vip(VIP, Protocol.TCP, PORT),
                Algorithm.MAGLEV,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                ZeroBackendPolicy.WITHDRAW,
                ranges);
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int backend = 1; backend <= 2; backend++) {
            backends.put(new BackendId(backend), backend(backend));
        }
        return new DataplaneState(
                backends,
                new TreeMap<>(Map.of(id, table)),
                new TreeMap<>(Map.of(spec.id(), new ServiceEntry(spec, id))),
                0.01);
    }

    private static BackendEntry backend(int id) {
        NextHop hop = new NextHop(
                OUT,
                0,
                new MacAddress(0x020000000001L),
                new MacAddress(0x020000000100L | id),
                1500,
                Cidr.host(IpAddress.ipv4(0x0a0000fe)));
        return new BackendEntry(
                new BackendId(id),
                new BackendKey(IpAddress.ipv4(0x0a000000 | id), new Encapsulation.Ipip()),
                0,
                false,
                Optional.of(hop));
    }
}
