package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ServiceId;
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
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {
    private static final IpAddress VIP = IpAddress.ipv4(0xc0000201);
    private static final Service WEB = service(Protocol.TCP, 80, Algorithm.MAGLEV, Persistence.TRANSIT, List.of());

    private static Service service(
            Protocol protocol, int port, Algorithm algorithm, Persistence persistence, List<Cidr> ranges) {
        return new Service(
                protocol + "-" + port,
                new Vip(VIP, protocol, port),
                "pool",
                algorithm,
                256,
                Affinity.FIVE_TUPLE,
                persistence,
                ranges,
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
    }

    private static Service with(Service service, Affinity affinity) {
        return new Service(
                service.name(),
                service.vip(),
                service.pool(),
                service.algorithm(),
                service.tableSize(),
                affinity,
                service.persistence(),
                service.sourceRanges(),
                service.zeroBackends(),
                service.transition());
    }

    /** Backends 10.0.0.1 and so on, all of one weight. */
    private static FleetConfig config(int backends, Service... services) {
        List<Backend> pool = new ArrayList<>();
        for (int i = 0; i < backends; i++) {
            pool.add(new Backend(IpAddress.ipv4(0x0a000001 + i), 1));
        }
        return new FleetConfig(
                new Revision(1, 1),
                new Seed("11".repeat(32)),
                List.of(services),
                List.of(new BackendPool("pool", new Encapsulation.Ipip(), pool)),
                DataplaneSettings.DEFAULT);
    }

    private static DataplaneProgram program(FleetConfig config, DataplaneState state) {
        return assertInstanceOf(
                        CompileResult.Compiled.class,
                        new ProgramCompiler()
                                .compile(
                                        config,
                                        Surroundings.UNKNOWN,
                                        Allocation.adoptedFrom(state),
                                        new MemoryDataplane().capabilities()))
                .program();
    }

    private static DataplaneState running(FleetConfig config) {
        return Transitions.advance(
                new DataplaneSnapshot(DataplaneState.EMPTY, List.of(FilterFill.EMPTY, FilterFill.EMPTY)),
                program(config, DataplaneState.EMPTY),
                TransitionFacts.NONE);
    }

    private static Outlook outlook(FleetConfig before, FleetConfig after, FlowCounts flows) {
        DataplaneState state = running(before);
        return Forecast.of(state, program(after, state), flows).services().getFirst();
    }

    private static String losses(FleetConfig before, FleetConfig after) {
        Outlook outlook = outlook(before, after, FlowCounts.NONE);
        return String.join(" ", outlook.losses().stream().map(Loss::code).toList());
    }

    /** From one algorithm and persistence to another, with and without a backend that leaves meanwhile. */
    @ParameterizedTest
    @CsvSource({
        "TCP, MAGLEV, TRANSIT,    MAGLEV, TRANSIT,    '', ''",
        "TCP, MAGLEV, TRANSIT,    MAGLEV, FLOW_TABLE, '', ''",
        "TCP, MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE, '', ''",
        "TCP, MAGLEV, TRANSIT,    MAGLEV, NONE,       '', PLAN_PERSISTENCE",
        "TCP, MAGLEV, NONE,       MAGLEV, TRANSIT,    '', ''",
        "TCP, MAGLEV, NONE,       MAGLEV, NONE,       '', PLAN_NO_MARKS",
        "TCP, MAGLEV, FLOW_TABLE, RANDOM, FLOW_TABLE, '', PLAN_BACKEND_REMOVED",
        "TCP, RANDOM, FLOW_TABLE, MAGLEV, FLOW_TABLE, '', PLAN_BACKEND_REMOVED",
        "TCP, RANDOM, FLOW_TABLE, MAGLEV, TRANSIT,    PLAN_ALGORITHM, PLAN_ALGORITHM",
        "TCP, MAGLEV, FLOW_TABLE, MAGLEV, TRANSIT,    PLAN_PERSISTENCE, PLAN_PERSISTENCE",
        "UDP, MAGLEV, NONE,       MAGLEV, FLOW_TABLE, '', PLAN_PERSISTENCE",
        "UDP, MAGLEV, NONE,       RANDOM, FLOW_TABLE, PLAN_ALGORITHM, PLAN_ALGORITHM",
        "UDP, MAGLEV, FLOW_TABLE, RANDOM, FLOW_TABLE, '', PLAN_BACKEND_REMOVED",
    })
    void everyChangeOfAlgorithmAndPersistence(
            Protocol protocol,
            Algorithm was,
            Persistence kept,
            Algorithm becomes,
            Persistence keeps,
            String alone,
            String withABackendLess) {
        FleetConfig before = config(3, service(protocol, 80, was, kept, List.of()));
        Service after = service(protocol, 80, becomes, keeps, List.of());
        assertEquals(alone, losses(before, config(3, after)));
        assertEquals(withABackendLess, losses(before, config(2, after)));
    }

    @Test
    void anotherAffinityKeepsWhoMeetsItsBackendByChance() {
        Outlook outlook = outlook(config(4, WEB), config(4, with(WEB, Affinity.CLIENT_IP)), FlowCounts.NONE);
        assertEquals(0.75, outlook.share().atLeast(), 1e-9);
        assertEquals(0.75, outlook.share().atMost(), 1e-9);
        assertTrue(outlook(config(1, WEB), config(1, with(WEB, Affinity.CLIENT_IP)), FlowCounts.NONE)
                .keepsAll());
    }

    @Test
    void countedEntriesTellHowManyArePrecious() {
        Service kept = service(Protocol.TCP, 80, Algorithm.MAGLEV, Persistence.FLOW_TABLE, List.of());
        DataplaneState state = running(config(2, kept));
        FlowCounts counted =
                new FlowCounts(Map.of(new ServiceId(1), Map.of(new BackendId(1), 90L, new BackendId(2), 10L)));
        Outlook outlook = Forecast.of(state, program(config(1, kept), state), counted)
                .services()
                .getFirst();
        assertEquals(100, outlook.entries().orElseThrow());
        assertEquals(0.1, outlook.share().atMost(), 1e-9);
    }

    @Test
    void aRemovedServiceLosesAllAndOneForAnyPortKnowsNotHowMany() {
        Service any = service(Protocol.TCP, Vip.ANY_PORT, Algorithm.MAGLEV, Persistence.TRANSIT, List.of());
        Service udp = service(Protocol.UDP, 80, Algorithm.MAGLEV, Persistence.NONE, List.of());
        assertEquals(
                Share.ALL,
                outlook(config(2, WEB), config(2, udp), FlowCounts.NONE).share());
        assertEquals(
                Share.UNKNOWN,
                outlook(config(2, WEB), config(2, any), FlowCounts.NONE).share());
        assertEquals("PLAN_PORT_TAKEN", losses(config(2, any), config(2, any, WEB)));
        assertEquals("", losses(config(2, any), config(2, any, udp)));
    }

    @Test
    void sourceRangesMayShutClientsOut() {
        Cidr wide = Cidr.parse("198.51.100.0/24").orElseThrow();
        Cidr narrow = Cidr.parse("198.51.100.0/25").orElseThrow();
        FleetConfig open = config(2, WEB);
        FleetConfig some = config(2, service(Protocol.TCP, 80, Algorithm.MAGLEV, Persistence.TRANSIT, List.of(wide)));
        FleetConfig few = config(2, service(Protocol.TCP, 80, Algorithm.MAGLEV, Persistence.TRANSIT, List.of(narrow)));
        assertEquals("PLAN_SOURCE_RANGES", losses(open, some));
        assertEquals("PLAN_SOURCE_RANGES", losses(some, few));
        assertEquals("", losses(few, some));
        assertEquals("", losses(some, open));
    }
}
