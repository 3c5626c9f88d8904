package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against the running kernel. */
final class XdpDataplaneTest {
    static final FiveTuple FLOW =
            new FiveTuple(Programs.address("198.51.100.9"), Programs.address("192.0.2.1"), Protocol.TCP, 40_000, 80);

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    static XdpDataplane open(XdpSettings settings) {
        return switch (XdpDataplane.open(settings)) {
            case OpenResult.Opened(XdpDataplane dataplane, var _) -> dataplane;
            case OpenResult.Refused(Refusal refusal) -> throw new AssertionError(refusal + "\n" + refusal.log());
        };
    }

    static DataplaneSnapshot read(XdpDataplane dataplane) {
        return assertInstanceOf(ReadResult.Read.class, dataplane.read()).snapshot();
    }

    static ApplyResult.Applied apply(XdpDataplane dataplane, DataplaneState target) {
        ApplyResult result = dataplane.apply(Planner.diff(read(dataplane), target));
        return assertInstanceOf(ApplyResult.Applied.class, result);
    }

    private <T> T inside(java.util.concurrent.Callable<T> task) throws Exception {
        return namespace.inside(task);
    }

    @Test
    void attachesNativelyAndIsEmpty() throws Exception {
        inside(() -> {
            try (XdpDataplane dataplane = open(namespace.settings())) {
                assertEquals("XDP native on box0", dataplane.capabilities().name());
                assertEquals(DataplaneState.EMPTY, read(dataplane).state());
            }
            return null;
        });
        assertTrue(namespace.exec("ip", "-d", "link", "show", "box0").contains("prog/xdp"), "attached after close");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void readsBackWhateverWasWritten(long seed) throws Exception {
        inside(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            XdpDataplane dataplane = open(namespace.settings());
            for (int round = 0; round < 12; round++) {
                DataplaneState target = withoutResizing(read(dataplane).state(), Programs.random(random));
                Plan plan = Planner.diff(read(dataplane), target);
                ApplyResult.Applied applied = assertInstanceOf(ApplyResult.Applied.class, dataplane.apply(plan));
                assertEquals(plan.slotWords(), applied.slotWords());
                assertEquals(target, read(dataplane).state());
                assertTrue(Planner.diff(read(dataplane), target).isEmpty());
                if (round % 4 == 3) {
                    dataplane.close();
                    dataplane = open(namespace.settings());
                    assertEquals(target, read(dataplane).state(), "after a restart");
                }
            }
            dataplane.close();
            return null;
        });
    }

    /** Tables of random states have sizes by their id, so none changes its size in place. */
    private static DataplaneState withoutResizing(DataplaneState from, DataplaneState to) {
        from.tables()
                .forEach((id, table) -> Optional.ofNullable(to.tables().get(id))
                        .ifPresent(other -> assertEquals(table.size(), other.size())));
        return to;
    }

    @Test
    void explainsWithTheProgramItself() throws Exception {
        inside(() -> {
            try (XdpDataplane dataplane = open(namespace.settings())) {
                BackendEntry one = Programs.backend(1, "10.0.0.11", 1);
                BackendEntry two = Programs.backend(2, "10.0.0.12", 1);
                apply(dataplane, Programs.small(one, two));
                Explanation said = assertInstanceOf(ExplainResult.Explained.class, dataplane.explain(FLOW, true))
                        .explanation();
                int hash = FlowHash.of(FLOW, Affinity.FIVE_TUPLE);
                assertEquals(hash, said.hash());
                assertEquals(Optional.of(new ServiceId(1)), said.service());
                assertEquals(hash & 255, said.slot().orElseThrow().index());
                assertEquals(Optional.of(new BackendId(1 + (hash & 1))), said.backend());
                assertTrue(said.outcome().forwarded(), said.outcome().name());
                assertEquals(Traffic.NONE, dataplane.counters().services().get(new ServiceId(1)), "counts nothing");
            }
            return null;
        });
    }
}
