package dev.turnout.agent;

import static dev.turnout.agent.FleetDocument.fleet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.Request;
import dev.turnout.agent.os.Resolution;
import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.liveness.Symptom;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.Plan;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent makes of a data plane that says that it does not forward. */
@Timeout(60)
class LivenessTest {
    @TempDir
    private Path directory;

    private final Ailing dataplane = new Ailing();

    /** A data plane in memory that says of itself what a test wants. */
    private static final class Ailing implements Dataplane, SelfTest {
        private final MemoryDataplane memory = new MemoryDataplane();
        private PortState port = new PortState("eth0", PortState.Link.UP, PortState.Runs.OURS, 0);
        private boolean ready = true;
        private boolean forgetful;
        private boolean broken;
        private int reads;

        @Override
        public Capabilities capabilities() {
            return memory.capabilities();
        }

        @Override
        public ReadResult read() {
            reads++;
            return memory.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            return memory.apply(plan);
        }

        @Override
        public Counters counters() {
            return memory.counters();
        }

        @Override
        public FlowTable flowTable() {
            return memory.flowTable();
        }

        @Override
        public SelfTest selfTest() {
            if (broken) {
                throw new IllegalStateException("a bug");
            }
            return this;
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public TrialResult tryOut(List<TrialPacket> packets) {
            return forgetful
                    ? new TrialResult.Tried(packets.stream()
                            .map(_ -> Trial.early(Trial.Outcome.NOT_A_VIP))
                            .toList())
                    : memory.selfTest().tryOut(packets);
        }

        @Override
        public List<PortState> ports() {
            return List.of(port);
        }

        @Override
        public void close() {}
    }

    private AgentUnderTest agent() {
        return new AgentUnderTest(directory.resolve("data"), dataplane);
    }

    private static Liveness aSecondLater(AgentUnderTest agent) throws InterruptedException {
        agent.now = agent.now.plus(LivenessCheck.PACE);
        return agent.settle().getLiveness();
    }

    private static Answer.Told status(AgentUnderTest agent) {
        return assertInstanceOf(
                Answer.Told.class, agent.desk().answer(new Request("status", List.of("text"), new byte[0])));
    }

    @Test
    void isInEveryReportOnceThereIsSomethingToForward() throws Exception {
        try (AgentUnderTest agent = agent()) {
            assertEquals(Liveness.State.UNKNOWN, agent.settle().getLiveness().getState());
            agent.offer(fleet(1, 1));
            agent.settle();
            Liveness liveness = aSecondLater(agent);
            assertEquals(Liveness.State.FORWARDING, liveness.getState());
            assertEquals(1, liveness.getServices());
            assertEquals(agent.now.getEpochSecond(), liveness.getChecked().getSeconds());
            assertTrue(liveness.hasTook());
            assertEquals(
                    Liveness.State.FORWARDING,
                    Report.parseFrom(agent.reports.published.getLast())
                            .getLiveness()
                            .getState());
            assertEquals(Answer.Verdict.FINE, status(agent).verdict());
            int sent = agent.reports.published.size();
            Liveness ignored = aSecondLater(agent);
            assertEquals(sent, agent.reports.published.size(), "a check that finds nothing new is no news");
        }
    }

    @Test
    void aTroubleIsPublishedLoggedAndEndsTheStatus() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            Liveness ignored = aSecondLater(agent);
            int sent = agent.reports.published.size();
            dataplane.port = new PortState("eth0", PortState.Link.NO_CARRIER, PortState.Runs.OURS, 0);
            Liveness found = aSecondLater(agent);
            assertEquals(Liveness.State.NOT_FORWARDING, found.getState());
            assertEquals("LIVE_NO_CARRIER", found.getTroubles(0).getCode());
            assertEquals("eth0", found.getTroubles(0).getSubject());
            assertEquals(agent.now.getEpochSecond(), found.getSince().getSeconds());
            assertEquals(sent + 1, agent.reports.published.size());
            Answer.Told told = status(agent);
            assertEquals(Answer.Verdict.NOT_IN_SYNC, told.verdict());
            assertTrue(told.text().contains("liveness      NOT FORWARDING since "), told.text());
            assertTrue(
                    told.text()
                            .contains("              eth0 has no carrier: nothing comes in there. (LIVE_NO_CARRIER)\n"),
                    told.text());
            assertTrue(told.text().contains("              remedy: Look at the cable"), told.text());
            assertEquals(1, agent.logged("trouble").size());

            dataplane.port = new PortState("eth0", PortState.Link.UP, PortState.Runs.OURS, 0);
            for (int i = 1; i < Symptom.RISE; i++) {
                assertEquals(Liveness.State.NOT_FORWARDING, aSecondLater(agent).getState());
            }
            assertEquals(Liveness.State.FORWARDING, aSecondLater(agent).getState());
            assertEquals(Answer.Verdict.FINE, status(agent).verdict());
            assertEquals(1, agent.logged("trouble_over").size());
            assertEquals(3, agent.logged("liveness").size());
        }
    }

    @Test
    void aServiceThatIsWrongIsNamedAndTheDataPlaneReadAgainButNotEachSecond() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            Liveness ignored = aSecondLater(agent);
            int reads = dataplane.reads;
            dataplane.forgetful = true;
            Liveness found = aSecondLater(agent);
            assertEquals(Liveness.State.NOT_FORWARDING, found.getState());
            assertEquals("LIVE_WRONG", found.getTroubles(0).getCode());
            assertEquals("web", found.getTroubles(0).getSubject());
            assertEquals(reads + 1, dataplane.reads);
            for (int i = 1; i < LivenessCheck.AUDIT_PACE.toSeconds(); i++) {
                ignored = aSecondLater(agent);
            }
            assertEquals(reads + 1, dataplane.reads);
            ignored = aSecondLater(agent);
            assertEquals(reads + 2, dataplane.reads);
        }
    }

    @Test
    void aBoxThatIsCutOffFromAllBackendsDoesNotForward() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            assertEquals(Liveness.State.FORWARDING, aSecondLater(agent).getState());
            for (String each : List.of("10.0.0.1", "10.0.0.2")) {
                agent.ways.set(
                        new BackendKey(IpAddress.parse(each).orElseThrow(), new Encapsulation.Ipip()),
                        new Resolution.NoNeighbour("nobody answers for " + each));
                assertEquals(Liveness.State.FORWARDING, aSecondLater(agent).getState(), "one is no box's trouble");
            }
            for (int i = 0; i < Symptom.RISE; i++) {
                agent.settle();
                Liveness ignored = aSecondLater(agent);
            }
            Liveness found = agent.report().getLiveness();
            assertEquals(Liveness.State.NOT_FORWARDING, found.getState());
            assertEquals("LIVE_NO_WAY", found.getTroubles(0).getCode());
        }
    }

    @Test
    void aDataPlaneThatMakesReadyIsNotWaitedFor() throws Exception {
        try (AgentUnderTest agent = agent()) {
            dataplane.ready = false;
            agent.offer(fleet(1, 1));
            assertEquals(Report.State.IN_SYNC, agent.settle().getState());
            assertEquals(Liveness.State.UNKNOWN, aSecondLater(agent).getState());
            dataplane.ready = true;
            assertEquals(Liveness.State.FORWARDING, aSecondLater(agent).getState());
        }
    }

    @Test
    void itWaitsWhileDocumentsComeButNotForEver() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            long checked = aSecondLater(agent).getChecked().getSeconds();
            dataplane.port = new PortState("eth0", PortState.Link.DOWN, PortState.Runs.OURS, 0);
            for (int i = 2; i < 20; i++) {
                agent.now = agent.now.plus(LivenessCheck.PACE);
                agent.offer(fleet(i, i));
                agent.agent().step(Duration.ZERO);
                boolean overdue = i >= 2 + LivenessCheck.PATIENCE.toSeconds();
                Liveness liveness = agent.report().getLiveness();
                assertEquals(overdue, liveness.getChecked().getSeconds() > checked, "after " + (i - 1) + " s");
            }
        }
    }

    @Test
    void aBugInItKeepsNothingFromBeingProgrammed() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.settle();
            dataplane.broken = true;
            agent.offer(fleet(1, 1));
            agent.now = agent.now.plus(LivenessCheck.PACE);
            Report report = agent.settle();
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertFalse(agent.logged("step_failed").isEmpty());
        }
    }
}
