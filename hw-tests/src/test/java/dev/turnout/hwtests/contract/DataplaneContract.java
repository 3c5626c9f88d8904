package dev.turnout.hwtests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.liveness.Expectation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.ProgramCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a data plane owes, whatever it is made of. */
abstract class DataplaneContract {
    private static final int STEPS = 12;
    private static final int FLOWS = 300;

    private Rig rig;
    private Allocation allocation = Allocation.EMPTY;
    private final ProgramCompiler compiler = new ProgramCompiler();

    /** A data plane that holds nothing yet. */
    abstract Rig open() throws Exception;

    @BeforeEach
    void openRig() throws Exception {
        rig = open();
    }

    @AfterEach
    void closeRig() {
        rig.close();
    }

    private DataplaneProgram program(RandomConfigs configs) {
        FleetConfig config = configs.next();
        CompileResult result = compiler.compile(
                config,
                configs.surroundings(config),
                allocation,
                rig.dataplane().capabilities());
        CompileResult.Compiled compiled = assertInstanceOf(CompileResult.Compiled.class, result);
        allocation = compiled.allocation();
        return compiled.program();
    }

    private DataplaneSnapshot read() {
        return assertInstanceOf(ReadResult.Read.class, rig.dataplane().read()).snapshot();
    }

    private ApplyResult.Applied apply(Plan plan) {
        return assertInstanceOf(ApplyResult.Applied.class, rig.dataplane().apply(plan));
    }

    @Test
    void beginsWithNothing() throws Exception {
        rig.run(() -> {
            assertEquals(DataplaneState.EMPTY, read().state());
            assertTrue(read().filters().stream().allMatch(FilterFill::clean));
            assertEquals(Map.of(), rig.dataplane().counters().services());
            assertEquals(Set.of(), rig.dataplane().flowTable().keeping());
            FlowTable.Keeping nobody = new FlowTable.Keeping(new ServiceId(1), new BackendId(1));
            assertEquals(0, rig.dataplane().flowTable().forget(Set.of(nobody)));
            return null;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void holdsWhatItWasGivenThroughChangesAndRestarts(long seed) throws Exception {
        rig.run(() -> {
            Random random = new Random(seed);
            RandomConfigs configs = new RandomConfigs(random);
            for (int i = 0; i < STEPS; i++) {
                DataplaneProgram desired = program(configs);
                DataplaneSnapshot before = read();
                DataplaneState target = Transitions.advance(before, desired, TransitionFacts.NONE);
                Plan plan = Planner.diff(before, target);
                assertEquals(plan.slotWords(), apply(plan).slotWords(), "slot words written");
                assertEquals(target, read().state());
                if (random.nextInt(3) == 0) {
                    Dataplane again = rig.reopened();
                    assertEquals(
                            target,
                            assertInstanceOf(ReadResult.Read.class, again.read())
                                    .snapshot()
                                    .state());
                }
                assertTrue(Planner.diff(read(), target).isEmpty(), "planning again is empty");
                allocation = allocation.retaining(desired, target);
            }
            return null;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 6, 7})
    void forwardsByTheModelWhileSlotsMove(long seed) throws Exception {
        rig.run(() -> {
            Random random = new Random(seed);
            RandomConfigs configs = new RandomConfigs(random);
            for (int i = 0; i < 4; i++) {
                DataplaneSnapshot before = read();
                TransitionFacts facts = new TransitionFacts(Set.of(), OptionalInt.empty());
                DataplaneState target = Transitions.advance(before, program(configs), facts);
                apply(Planner.diff(before, target));
                List<TrialPacket> packets = IntStream.range(0, FLOWS)
                        .mapToObj(_ -> flow(random))
                        .map(flow -> new TrialPacket(flow, flow.protocol() == Protocol.TCP && random.nextBoolean()))
                        .toList();
                agree(new Expectation(target), packets, tryOut(packets), seed);
            }
            return null;
        });
    }

    private List<Trial> tryOut(List<TrialPacket> packets) {
        TrialResult.Tried tried = assertInstanceOf(
                TrialResult.Tried.class, rig.dataplane().selfTest().tryOut(packets));
        assertEquals(packets.size(), tried.trials().size());
        return tried.trials();
    }

    private static void agree(Expectation expectation, List<TrialPacket> packets, List<Trial> trials, long seed) {
        for (int i = 0; i < packets.size(); i++) {
            TrialPacket packet = packets.get(i);
            assertEquals(
                    Optional.empty(),
                    expectation.difference(packet, trials.get(i)),
                    () -> "seed " + seed + ", " + packet);
            assertEquals(Trial.By.SLOT, trials.get(i).by(), "nobody was marked, and no flow is remembered");
        }
    }

    @Test
    void whatIsTriedOutLeavesNoTrace() throws Exception {
        rig.run(() -> {
            DataplaneProgram desired = program(new RandomConfigs(new Random(11)));
            DataplaneState target = Transitions.advance(read(), desired, TransitionFacts.NONE);
            apply(Planner.diff(read(), target));
            Counters before = aboutVips(rig.dataplane().counters());
            Random random = new Random(12);
            assertEquals(List.of(), tryOut(List.of()));
            List<Trial> ignored = tryOut(IntStream.range(0, FLOWS)
                    .mapToObj(_ -> new TrialPacket(flow(random), false))
                    .toList());
            assertEquals(before, aboutVips(rig.dataplane().counters()));
            assertEquals(target, read().state());
            return null;
        });
    }

    /** Without what passes by: a kernel at the other end of a cable says this and that by itself. */
    private static Counters aboutVips(Counters counters) {
        Map<String, Long> verdicts = new HashMap<>(counters.verdicts());
        verdicts.keySet().removeIf(name -> name.startsWith("PASS_"));
        return new Counters(
                counters.services(),
                counters.backends(),
                counters.tables(),
                verdicts,
                counters.filters(),
                counters.flowTableLimited());
    }

    @Test
    void anInterfaceThatIsWellSaysSo() throws Exception {
        rig.run(() -> {
            List<PortState> ports = rig.dataplane().selfTest().ports();
            assertFalse(ports.isEmpty());
            for (PortState port : ports) {
                assertEquals(PortState.Link.UP, port.link(), port::toString);
                assertEquals(PortState.Runs.OURS, port.runs(), port::toString);
            }
            return null;
        });
    }

    private static FiveTuple flow(Random random) {
        IpAddress source = IpAddress.ipv4((random.nextBoolean() ? 0xc6336400 : 0xcb007100) | random.nextInt(256));
        return new FiveTuple(
                source,
                random.nextInt(10) == 0 ? IpAddress.ipv4(0xc00002f0) : RandomConfigs.vip(random.nextInt(6)),
                random.nextInt(5) == 0 ? Protocol.UDP : Protocol.TCP,
                random.nextInt(65_536),
                79 + random.nextInt(4));
    }

    @Test
    void storesSingleWordsAndLeavesTheirNeighboursAlone() throws Exception {
        rig.run(() -> {
            DataplaneProgram desired = program(new RandomConfigs(new Random(9)));
            apply(Planner.diff(read(), Transitions.advance(read(), desired, TransitionFacts.NONE)));
            DataplaneState before = read().state();
            TableId id = before.tables().firstKey();
            int[] words = before.table(id).toArray();
            words[3] = 0;
            words[words.length - 1] = 0;
            apply(new Plan(
                    List.of(),
                    List.of(new Change.WriteSlots(id, new int[] {3, words.length - 1}, new int[] {0, 0})),
                    List.of(),
                    List.of()));
            TreeMap<TableId, SlotTable> tables = new TreeMap<>(before.tables());
            tables.put(id, SlotTable.of(words));
            assertEquals(
                    new DataplaneState(before.backends(), tables, before.services(), before.maxFalsePositiveRate()),
                    read().state());
            return null;
        });
    }

    @Test
    void emptiesAgain() throws Exception {
        rig.run(() -> {
            DataplaneProgram desired = program(new RandomConfigs(new Random(10)));
            apply(Planner.diff(read(), Transitions.advance(read(), desired, TransitionFacts.NONE)));
            apply(Planner.diff(read(), DataplaneState.EMPTY));
            assertEquals(DataplaneState.EMPTY, read().state());
            return null;
        });
    }
}
