package dev.turnout.hwtests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.forwarding.ForwardingModel;
import dev.turnout.core.forwarding.TransitMarks;
import dev.turnout.core.hash.FiveTuple;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
                ForwardingModel model = new ForwardingModel(target);
                for (int flow = 0; flow < FLOWS; flow++) {
                    agree(model, flow(random), random.nextBoolean(), seed);
                }
            }
            return null;
        });
    }

    private void agree(ForwardingModel model, FiveTuple flow, boolean anySyn, long seed) {
        boolean syn = anySyn && flow.protocol() == Protocol.TCP;
        Optional<Rig.Verdict> verdict = rig.verdict(flow, syn);
        verdict.ifPresent(found -> assertEquals(
                Rig.Verdict.of(model.decide(flow, syn, TransitMarks.NONE)),
                found,
                () -> "seed " + seed + ", " + flow + (syn ? ", SYN" : "")));
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
            assertEquals(new DataplaneState(before.backends(), tables, before.services()), read().state());
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
