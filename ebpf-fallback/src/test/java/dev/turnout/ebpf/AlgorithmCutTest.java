package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.Surroundings;
import dev.turnout.core.program.TableKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service goes from one algorithm to another, and its slots move with it: table first, flag last. A writer that ends before any
 * of its writes leaves every flow where it is, and so does the one that goes on.
 */
final class AlgorithmCutTest {
    private static final int FLOWS = 20;
    private static final int MOVING = 6;
    private static final TableId TABLE = new TableId(1);
    private static final TableKey KEY = new TableKey("wanted");
    private static final List<BackendEntry> BACKENDS = List.of(
            Programs.backend(1, "10.0.0.1", PacketPath.INGRESS),
            Programs.backend(2, "10.0.0.2", PacketPath.INGRESS),
            Programs.backend(3, "10.0.0.3", PacketPath.INGRESS));

    /** In which stage of its plan something is written. */
    private record Writes(boolean slots, boolean services) {
        static Writes of(Plan plan) {
            return new Writes(!plan.slots().isEmpty(), !plan.services().isEmpty());
        }
    }

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private static ServiceSpec spec(Algorithm algorithm, Persistence persistence) {
        return Fixture.service(
                        Fixture.VIP4,
                        Protocol.TCP,
                        80,
                        0,
                        algorithm,
                        Affinity.FIVE_TUPLE,
                        persistence,
                        ZeroBackendPolicy.REJECT)
                .spec();
    }

    /** @param moved by how much the owners of the first slots are further on */
    private static SlotTable table(int moved) {
        return SlotTable.generate(
                256,
                slot -> SlotWord.stable(1 + (slot + (slot < MOVING ? moved : 0)) % 3)
                        .bits());
    }

    private static DataplaneState state(ServiceSpec spec, SlotTable table) {
        return Programs.state(BACKENDS, Map.of(TABLE, table), List.of(new ServiceEntry(spec, TABLE)));
    }

    private static DataplaneSnapshot snapshot(DataplaneState state) {
        return new DataplaneSnapshot(state, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
    }

    private static DataplaneState next(DataplaneState from, ServiceSpec wanted, SlotTable table) {
        return Transitions.advance(
                snapshot(from),
                new DataplaneProgram(
                        new Revision(0, 1),
                        from.backends(),
                        new TreeMap<>(Map.of(KEY, table)),
                        new TreeMap<>(Map.of(wanted.id(), new DesiredService(wanted, KEY, TransitionTimes.DEFAULT))),
                        Surroundings.UNKNOWN),
                TransitionFacts.NONE);
    }

    @ParameterizedTest(name = "{0} {1} to {2} {3}")
    @CsvSource({
        "MAGLEV, TRANSIT,    RANDOM, FLOW_TABLE",
        "MAGLEV, TRANSIT,    MAGLEV, FLOW_TABLE",
        "MAGLEV, FLOW_TABLE, RANDOM, FLOW_TABLE",
        "RANDOM, FLOW_TABLE, MAGLEV, FLOW_TABLE",
    })
    void noFlowMovesWhereverAWriterEnds(Algorithm was, Persistence kept, Algorithm becomes, Persistence keeps)
            throws Exception {
        ServiceSpec before = spec(was, kept);
        ServiceSpec after = spec(becomes, keeps);
        SlotTable old = table(0);
        SlotTable wanted = table(1);
        boolean marks = kept == Persistence.TRANSIT;
        namespace.inside(() -> {
            Writes first = cutAtEveryWrite(state(before, old), after, wanted);
            assertEquals(new Writes(true, !marks), first, "with marks the flag waits");
            if (marks) {
                assertEquals(new Writes(false, true), cutAtEveryWrite(state(before, wanted), after, wanted));
            }
            return null;
        });
    }

    /** What stages the plan has. */
    private Writes cutAtEveryWrite(DataplaneState from, ServiceSpec wanted, SlotTable table) throws Exception {
        DataplaneState to = next(from, wanted, table);
        Plan plan = Planner.diff(snapshot(from), to);
        XdpDataplaneTest.open(namespace.settings()).close();
        try (MapSet maps = MapSet.open(Pins.current(namespace.pins()));
                BpfObject program = program(maps)) {
            int writes = 0;
            boolean cut = true;
            while (cut) {
                write(maps, from);
                Map<Integer, Integer> owners = new HashMap<>();
                open(program, 1000, owners);
                cut = Cut.plan(namespace.pins(), plan, writes);
                String when = "cut after " + writes + " writes";
                check(program, owners, when);
                open(program, 30_000, owners);
                write(maps, to);
                check(program, owners, when + ", and mended");
                forget(state(maps));
                writes++;
            }
            assertTrue(writes > plan.slotWords(), () -> plan + " was not cut at each of its writes");
        }
        return Writes.of(plan);
    }

    private State state(MapSet maps) {
        return new State(maps, sizes(maps));
    }

    private Sizes sizes(MapSet maps) {
        return Sizes.of(namespace.settings()).with(maps.shapes());
    }

    private void write(MapSet maps, DataplaneState target) throws DamagedException {
        State state = state(maps);
        ApplyResult result = new PlanWriter(state).write(Planner.diff(state.snapshot(), target));
        assertInstanceOf(ApplyResult.Applied.class, result, result::toString);
    }

    /** The shipped program over the maps of the one that is attached. */
    private BpfObject program(MapSet maps) throws RefusedException {
        BpfObject object = BpfObject.open(BpfObject.resource(BpfObject.RESOURCE));
        object.resize(sizes(maps));
        sizes(maps).writeTo(object.settings(), namespace.settings(), false);
        for (Map.Entry<String, Integer> map : maps.descriptors().entrySet()) {
            object.reuse(map.getKey(), map.getValue());
        }
        object.load();
        return object;
    }

    /** Begins flows whose slots are among the first, of which some move. */
    private static void open(BpfObject program, int firstPort, Map<Integer, Integer> owners) {
        int opened = 0;
        for (int port = firstPort; opened < FLOWS; port++) {
            FiveTuple flow = new FiveTuple(
                    Programs.address(Fixture.CLIENT4), Programs.address(Fixture.VIP4), Protocol.TCP, port, 80);
            if (FlowHash.slot(FlowHash.of(flow, Affinity.FIVE_TUPLE), 256) < 2 * MOVING) {
                owners.put(port, owner(program, Packet.syn(Fixture.CLIENT4, port, Fixture.VIP4, 80)));
                opened++;
            }
        }
    }

    private static void check(BpfObject program, Map<Integer, Integer> owners, String when) {
        owners.forEach((port, owner) ->
                assertEquals(owner, owner(program, Packet.tcp(Fixture.CLIENT4, port, Fixture.VIP4, 80)), when));
    }

    /** Backends are reached at 10.0.0.id. */
    private static int owner(BpfObject program, Packet packet) {
        TestRun run = TestRun.of(program.programFd(), packet.frame());
        assertEquals(TestRun.TX, run.action());
        return Wire.u8(Wire.from(run.frame(), Wire.ETHERNET), 19);
    }

    private static void forget(State state) {
        state.flows().forget(state.flows().keeping());
        state.filters().clear(0);
        state.filters().clear(1);
    }
}
