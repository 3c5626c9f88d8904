package dev.turnout.agent;

import static dev.turnout.agent.SignedDocuments.confirmation;
import static dev.turnout.agent.SignedDocuments.push;
import static dev.turnout.agent.SignedDocuments.sealed;
import static dev.turnout.agent.SignedDocuments.statement;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.SigningKey;
import dev.turnout.v1.Answer;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.KeySet;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.PushStatus.Stage;
import dev.turnout.v1.Report;
import dev.turnout.v1.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signed configurations on a box that trusts one key. */
@Timeout(60)
class TrialTest {
    private static final int TRIAL = 60;

    @TempDir
    private Path directory;

    private final MemoryDataplane dataplane = new MemoryDataplane();

    private AgentUnderTest agent() {
        return new AgentUnderTest(directory.resolve("data"), dataplane, SignedDocuments.TRUST);
    }

    private static void pass(AgentUnderTest agent, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            agent.now = agent.now.plusSeconds(1);
            Report ignored = agent.settle();
        }
    }

    /** A box with a committed configuration of generation 1, in which both backends weigh the same. */
    private void commit(AgentUnderTest agent) throws Exception {
        agent.offer(push(1, 1, 0));
        assertEquals(Stage.COMMITTED, agent.settle().getPush().getStage());
    }

    private static List<Long> shares(Report report) {
        return report.getBackendsList().stream().map(BackendStatus::getSlots).toList();
    }

    @Test
    void withoutATrialItIsCommittedOnceItForwards() throws Exception {
        try (AgentUnderTest agent = agent()) {
            byte[] message = push(1, 1, 0);
            agent.offer(message);
            Report report = agent.settle();
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertEquals(Answer.Outcome.ACCEPTED, report.getAnswer().getOutcome());
            assertArrayEquals(
                    SignedDocuments.sha256(message), report.getAppliedDigest().toByteArray());
            assertEquals(
                    List.of(Stage.RECEIVED, Stage.VALIDATED, Stage.APPLYING, Stage.COMMITTED),
                    report.getPush().getReachedList().stream()
                            .map(PushStatus.Reached::getStage)
                            .toList());
        }
    }

    @Test
    void confirmedInTimeItStays() throws Exception {
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            byte[] message = push(2, 3, TRIAL);
            agent.offer(message);
            pass(agent, 3);
            assertEquals(Stage.TRIAL, agent.report().getPush().getStage());
            assertTrue(agent.report().getPush().hasDeadline());
            assertEquals(List.of(256L, 768L), shares(agent.report()));
            agent.offer(confirmation(2, message));
            pass(agent, 2);
            assertEquals(Stage.COMMITTED, agent.report().getPush().getStage());
            pass(agent, 2 * TRIAL);
            assertEquals(Stage.COMMITTED, agent.report().getPush().getStage());
            assertEquals(2, agent.report().getApplied().getGeneration());
        }
    }

    @Test
    void notConfirmedItIsTakenBackAndItsNumberIsUsedUp() throws Exception {
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            byte[] message = push(2, 3, TRIAL);
            agent.offer(message);
            pass(agent, TRIAL - 1);
            assertEquals(2, agent.report().getApplied().getGeneration());
            pass(agent, 3);
            Report report = agent.report();
            assertEquals(Stage.ROLLED_BACK, report.getPush().getStage());
            assertEquals("TRIAL_NOT_CONFIRMED", report.getPush().getReason().getCode());
            assertEquals(1, report.getApplied().getGeneration());
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertEquals(256, report.getTransitions(0).getFrozen(), "new flows go where they went before");
            pass(agent, 1000);
            assertEquals(List.of(512L, 512L), shares(agent.report()), "once the others have ended");

            agent.offer(message);
            assertEquals(
                    "AGENT_HAD_ITS_TRIAL",
                    agent.settle().getAnswer().getReason().getCode());
            agent.offer(confirmation(2, message));
            assertEquals(1, agent.settle().getApplied().getGeneration(), "too late");
            agent.offer(push(2, 4, TRIAL));
            assertEquals(Answer.Outcome.CONFLICT, agent.settle().getAnswer().getOutcome());
            agent.offer(push(3, 3, 0));
            assertEquals(3, agent.settle().getApplied().getGeneration());
        }
    }

    @Test
    void withoutTouchNoConfirmationHelps() throws Exception {
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            byte[] message = push(2, 3, TRIAL);
            agent.reports.reachable = false;
            agent.offer(message);
            agent.offer(confirmation(2, message));
            pass(agent, TRIAL + 2);
            assertEquals(
                    "TRIAL_OUT_OF_TOUCH", agent.report().getPush().getReason().getCode());
            assertEquals(1, agent.report().getApplied().getGeneration());
        }
    }

    @Test
    void theFirstOfABoxGivesWayToNothing() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(push(1, 1, TRIAL));
            pass(agent, 3);
            assertEquals(1, agent.report().getServicesCount());
            pass(agent, TRIAL);
            assertEquals(Stage.ROLLED_BACK, agent.report().getPush().getStage());
            assertEquals(0, agent.report().getServicesCount());
            assertEquals(Report.State.IN_SYNC, agent.report().getState());
        }
    }

    @Test
    void aNewerOneOnTrialReturnsToWhatWasCommittedAndNotToTheOneBetween() throws Exception {
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            agent.offer(push(2, 3, TRIAL));
            pass(agent, 3);
            agent.offer(push(3, 7, TRIAL));
            pass(agent, TRIAL + 2);
            assertEquals(Stage.ROLLED_BACK, agent.report().getPush().getStage());
            assertEquals(3, agent.report().getPush().getRevision().getGeneration());
            assertEquals(1, agent.report().getApplied().getGeneration());
        }
    }

    @Test
    void whatDoesNotFitIsRejectedAndLeavesWhatForwards() throws Exception {
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            agent.offer(sealed(statement(2, 1, TRIAL).setBox("box-2")));
            assertEquals("ENV_AUDIENCE", agent.settle().getAnswer().getReason().getCode());
            assertEquals(1, agent.report().getPush().getRevision().getGeneration());
        }
    }

    @Test
    void theDeadlineOutlivesTheProcess() throws Exception {
        Instant later;
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            agent.offer(push(2, 3, TRIAL));
            pass(agent, 40);
            later = agent.now;
        }
        try (AgentUnderTest agent = agent()) {
            // Another boot, whose wall clock has gone on.
            agent.wallAhead = Duration.between(agent.now, later);
            Report ignored = agent.settle();
            assertEquals(Stage.TRIAL, agent.report().getPush().getStage());
            pass(agent, TRIAL + 1);
            assertEquals(Stage.ROLLED_BACK, agent.report().getPush().getStage());
            assertEquals(1, agent.report().getApplied().getGeneration());
        }
    }

    @Test
    void whatIsTakenBackStaysSoAfterARestartWithoutAWordFromAnybody() throws Exception {
        byte[] message = push(2, 3, TRIAL);
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            agent.offer(message);
            pass(agent, TRIAL + 2);
            assertEquals(Stage.ROLLED_BACK, agent.report().getPush().getStage());
        }
        try (AgentUnderTest agent = agent()) {
            Report report = agent.settle();
            assertEquals(Stage.ROLLED_BACK, report.getPush().getStage());
            assertEquals("TRIAL_NOT_CONFIRMED", report.getPush().getReason().getCode());
            assertEquals(1, report.getApplied().getGeneration());
            agent.offer(message);
            assertEquals(
                    "AGENT_HAD_ITS_TRIAL",
                    agent.settle().getAnswer().getReason().getCode());
        }
    }

    @Test
    void whatIsConfirmedStaysSoAfterARestartWithoutAWordFromAnybody() throws Exception {
        byte[] message = push(2, 3, TRIAL);
        try (AgentUnderTest agent = agent()) {
            commit(agent);
            agent.offer(message);
            pass(agent, 3);
            agent.offer(confirmation(2, message));
            pass(agent, 2);
            assertEquals(Stage.COMMITTED, agent.report().getPush().getStage());
        }
        try (AgentUnderTest agent = agent()) {
            assertEquals(Stage.COMMITTED, agent.settle().getPush().getStage());
            pass(agent, 2 * TRIAL);
            assertEquals(Stage.COMMITTED, agent.report().getPush().getStage());
            assertEquals(2, agent.report().getApplied().getGeneration());
        }
    }

    @Test
    void keysAreChangedByWhoeverHasTheOldOnes() throws Exception {
        SigningKey next = SigningKey.generate();
        TrustFile file = new TrustFile(directory.resolve("trust.pem"), true);
        Files.writeString(file.path(), SignedDocuments.KEY.verifyKey().pem());
        byte[] handover = sealed(Statement.newBuilder()
                .setBox("box-1")
                .setGeneration(1)
                .setKeys(KeySet.newBuilder().setPem(next.verifyKey().pem())));
        try (AgentUnderTest agent = trusting(file)) {
            commit(agent);
            agent.offer(handover);
            assertEquals(List.of(next.verifyKey().id()), agent.settle().getTrustedKeysList());
            agent.offer(push(2, 3, 0));
            assertEquals(
                    "ENV_NOT_SIGNED", agent.settle().getAnswer().getReason().getCode(), "the old key is over");
        }
        try (AgentUnderTest agent = trusting(file)) {
            agent.offer(Envelopes.seal(statement(2, 3, 0).build(), List.of(next)));
            assertEquals(2, agent.settle().getApplied().getGeneration(), "the new one counts after a restart");
            agent.offer(Envelopes.seal(
                    Statement.newBuilder()
                            .setBox("box-1")
                            .setGeneration(1)
                            .setKeys(KeySet.newBuilder()
                                    .setPem(SignedDocuments.KEY.verifyKey().pem()))
                            .build(),
                    List.of(next)));
            assertEquals(List.of(next.verifyKey().id()), agent.settle().getTrustedKeysList(), "no set comes twice");
        }
    }

    private AgentUnderTest trusting(TrustFile file) throws Exception {
        Trust trust = SignedDocuments.trust(file.read().orElseThrow(), Optional.of(file));
        return new AgentUnderTest(directory.resolve("data"), dataplane, trust);
    }

    @Test
    void keysThatAPersonKeepsAreLeftAlone() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(sealed(Statement.newBuilder()
                    .setBox("box-1")
                    .setGeneration(1)
                    .setKeys(KeySet.newBuilder()
                            .setPem(SigningKey.generate().verifyKey().pem()))));
            assertEquals(
                    List.of(SignedDocuments.KEY.verifyKey().id()),
                    agent.settle().getTrustedKeysList());
            assertEquals(1, agent.logged("trust_left").size());
        }
    }

    @Test
    void onlyWhatIsSignedForThisBoxAndMomentIsTaken() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(Envelopes.seal(statement(1, 1, 0).build(), List.of(SigningKey.generate())));
            assertEquals(
                    "ENV_NOT_SIGNED", agent.settle().getAnswer().getReason().getCode());
            agent.offer(new byte[] {1, 2, 3});
            assertEquals("ENV_MALFORMED", agent.settle().getAnswer().getReason().getCode());
            agent.offer(
                    sealed(statement(1, 1, 0).setExpires(Timestamp.newBuilder().setSeconds(1))));
            assertEquals("ENV_EXPIRED", agent.settle().getAnswer().getReason().getCode());
            agent.offer(sealed(statement(1, 1, 0).setGeneration(2)));
            assertEquals("ENV_NUMBERS", agent.settle().getAnswer().getReason().getCode());
            assertEquals(Report.State.EMPTY, agent.report().getState());
            agent.offer(sealed(statement(1, 1, 0).setGroup("shops")));
            assertEquals(Report.State.IN_SYNC, agent.settle().getState());
        }
    }
}
