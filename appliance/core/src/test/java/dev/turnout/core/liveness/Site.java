package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.plan.Planner;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** States of a few services, and data planes that hold them. */
final class Site {
    static final int SLOTS = 256;
    static final NextHop WAY = new NextHop(
            2,
            0,
            new MacAddress(0x0200_0000_0001L),
            new MacAddress(0x0200_0000_0002L),
            1500,
            Cidr.host(IpAddress.ipv4(0x0a00_00fe)));

    private final TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
    private final TreeMap<TableId, SlotTable> tables = new TreeMap<>();
    private final TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>();

    Site backend(int id, Optional<NextHop> way) {
        BackendKey key = new BackendKey(IpAddress.ipv4(0x0a00_0000 | id), new Encapsulation.Ipip());
        backends.put(new BackendId(id), new BackendEntry(new BackendId(id), key, 0, false, way));
        return this;
    }

    Site service(int id, Vip vip, Persistence persistence, List<Cidr> ranges, IntUnaryOperator wordOfSlot) {
        tables.put(new TableId(id), SlotTable.generate(SLOTS, wordOfSlot));
        services.put(
                new ServiceId(id),
                new ServiceEntry(
                        new ServiceSpec(
                                new ServiceId(id),
                                vip,
                                Algorithm.MAGLEV,
                                Affinity.FIVE_TUPLE,
                                persistence,
                                ZeroBackendPolicy.REJECT,
                                ranges),
                        new TableId(id)));
        return this;
    }

    DataplaneState state() {
        return new DataplaneState(backends, tables, services);
    }

    static Vip vip(int id) {
        return new Vip(IpAddress.ipv4(0xcb00_7100 | id), Protocol.TCP, 80);
    }

    /** Services 1 to that many, all slots of each of one of two backends. */
    static DataplaneState of(int services) {
        Site site = new Site().backend(1, Optional.of(WAY)).backend(2, Optional.of(WAY));
        for (int id = 1; id <= services; id++) {
            int owner = 1 + id % 2;
            site.service(
                    id,
                    vip(id),
                    Persistence.TRANSIT,
                    List.of(),
                    _ -> SlotWord.stable(owner).bits());
        }
        return site.state();
    }

    /** What a data plane that holds a state says of packets. */
    static TrialResult ask(DataplaneState held, List<TrialPacket> packets) {
        MemoryDataplane dataplane = new MemoryDataplane();
        DataplaneSnapshot empty =
                new DataplaneSnapshot(DataplaneState.EMPTY, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
        var ignored = dataplane.apply(Planner.diff(empty, held));
        return dataplane.selfTest().tryOut(packets);
    }
}
