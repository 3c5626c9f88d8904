package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import dev.turnout.core.model.Revision;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Report;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Revision PUSHED = new Revision(1, 8);
    private static final ByteString OURS = ByteString.copyFromUtf8("ours");
    private static final ByteString OTHER = ByteString.copyFromUtf8("other");

    private static dev.turnout.v1.Revision.Builder revision(long generation) {
        return dev.turnout.v1.Revision.newBuilder().setEpoch(1).setGeneration(generation);
    }

    private static Verdict of(Report.Builder report) {
        return Verdict.of(report.build(), PUSHED, OURS);
    }

    @Test
    void appliedByDigest() {
        assertInstanceOf(Verdict.Applied.class, of(Report.newBuilder().setAppliedDigest(OURS)));
        assertInstanceOf(
                Verdict.Open.class,
                of(Report.newBuilder().setAppliedDigest(OTHER).setApplied(revision(8))));
    }

    @Test
    void appliedByRevisionWhereThereIsNoDigest() {
        assertInstanceOf(Verdict.Applied.class, of(Report.newBuilder().setApplied(revision(8))));
        assertInstanceOf(Verdict.Open.class, of(Report.newBuilder().setApplied(revision(7))));
    }

    @Test
    void theAnswerToAnotherMessageIsNotOurs() {
        Answer.Builder answer = Answer.newBuilder().setOutcome(Answer.Outcome.REJECTED);
        assertInstanceOf(
                Verdict.Open.class,
                of(Report.newBuilder().setAnswer(answer.setDigest(OTHER).setRevision(revision(8)))));
        assertInstanceOf(Verdict.Refused.class, of(Report.newBuilder().setAnswer(answer.setDigest(OURS))));
    }

    @Test
    void acceptedAndThenFoundNotToFit() {
        Answer.Builder answer =
                Answer.newBuilder().setOutcome(Answer.Outcome.ACCEPTED).setDigest(OURS);
        Report.Builder report = Report.newBuilder().setAnswer(answer).setDesired(revision(8));
        assertInstanceOf(Verdict.Open.class, of(report.setState(Report.State.PENDING)));
        assertInstanceOf(Verdict.Open.class, of(report.setState(Report.State.FAILED)));
        assertInstanceOf(Verdict.Refused.class, of(report.setState(Report.State.REJECTED)));
    }
}
