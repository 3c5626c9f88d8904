package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
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
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service goes from one algorithm to the other under flows, which send a packet after every single write. */
class AlgorithmMoveTest {
    private static final int FLOWS = 300;
    private static final IpAddress VIP = IpAddress.ipv4(0xc0000201);

    private final FlowBox box = new FlowBox(new Random(7));
    private final Map<FiveTuple, IpAddress> servers = new LinkedHashMap<>();
    private Allocation allocation = Allocation.EMPTY;

    private DataplaneProgram program(
            Protocol protocol, Algorithm algorithm, Persistence persistence, int backends, int size) {
        Service service = new Service(
                "web",
                new Vip(VIP, protocol, 80),
                "pool",
                algorithm,
                size,
                Affinity.FIVE_TUPLE,
                persistence,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
        // Who leaves stays in the document, with weight 0, so that its flows are kept.
        List<Backend> pool = IntStream.range(0, 4)
                .mapToObj(i -> new Backend(IpAddress.ipv4(0x0a000001 + i), i < backends ? 1 : 0))
                .toList();
        FleetConfig config = new FleetConfig(
                new Revision(0, 1),
                new Seed("22".repeat(32)),
                List.of(service),
                List.of(new BackendPool("pool", new Encapsulation.Ipip(), pool)),
                DataplaneSettings.DEFAULT);
        CompileResult.Compiled compiled = assertInstanceOf(
                CompileResult.Compiled.class,
                new ProgramCompiler()
                        .compile(
                                config,
                                resolved(),
                                allocation.adopting(box.state()),
                                new MemoryDataplane().capabilities()));
        allocation = compiled.allocation();
        return compiled.program();
    }

    private static Surroundings resolved() {
        Map<BackendKey, NextHop> nextHops = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            nextHops.put(new BackendKey(IpAddress.ipv4(0x0a000001 + i), new Encapsulation.Ipip()), ForecastWorld.HOP);
        }
        return new Surroundings(Map.of(), nextHops);
    }

    private FiveTuple flow(int number, Protocol protocol) {
        return new FiveTuple(IpAddress.ipv4(0xc6120000 | number), VIP, protocol, 1024 + number, 80);
    }

    private void open(int from, Protocol protocol) {
        IntStream.range(from, from + FLOWS).forEach(number -> {
            FiveTuple flow = flow(number, protocol);
            servers.put(flow, box.send(flow, true).orElseThrow());
        });
    }

    private void everyFlowIsWhereItWas() {
        servers.forEach((flow, server) -> assertEquals(Optional.of(server), box.send(flow, false), flow::toString));
    }

    @ParameterizedTest(name = "{0}: {1} {2} to {3} {4}, {5} of 4 backends, {6} slots")
    @CsvSource({
        "TCP, MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE, 4, 256",
        "TCP, MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE, 3, 256",
        "TCP, MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE, 3, 512",
        "TCP, MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE, 2, 512",
        "TCP, MAGLEV, TRANSIT,    MAGLEV, FLOW_TABLE, 3, 256",
        "TCP, MAGLEV, FLOW_TABLE, RANDOM, FLOW_TABLE, 3, 512",
        "TCP, RANDOM, FLOW_TABLE, MAGLEV, FLOW_TABLE, 3, 512",
        "UDP, MAGLEV, FLOW_TABLE, RANDOM, FLOW_TABLE, 3, 512",
        "UDP, RANDOM, FLOW_TABLE, MAGLEV, FLOW_TABLE, 3, 512",
    })
    void noFlowChangesItsBackendBetweenAnyTwoWrites(
            Protocol protocol,
            Algorithm was,
            Persistence kept,
            Algorithm becomes,
            Persistence keeps,
            int backends,
            int size) {
        box.advance(program(protocol, was, kept, 4, 256));
        open(0, protocol);
        DataplaneProgram desired = program(protocol, becomes, keeps, backends, size);
        assertTrue(Forecast.of(box.state(), desired, FlowCounts.NONE).keepsAll());
        box.advance(desired, this::everyFlowIsWhereItWas);
        open(FLOWS, protocol);
        for (int plan = 0; plan < 4; plan++) {
            box.advance(desired, this::everyFlowIsWhereItWas);
            everyFlowIsWhereItWas();
        }
        // Those whose slots still go to a previous owner hold the transition; the others would be found again without
        // it.
        servers.keySet().removeIf(box::isHolding);
        for (int plan = 0; plan < 4; plan++) {
            box.advance(desired, this::everyFlowIsWhereItWas);
            everyFlowIsWhereItWas();
        }
        DesiredService wanted = desired.services().get(desired.services().firstKey());
        ServiceEntry entry = box.state().services().get(desired.services().firstKey());
        assertEquals(wanted.spec(), entry.spec());
        assertEquals(desired.table(wanted.table()), box.state().table(entry.table()));
    }
}
