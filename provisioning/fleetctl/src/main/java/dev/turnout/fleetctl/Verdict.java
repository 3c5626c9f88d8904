package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import dev.turnout.core.model.Revision;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Reason;
import dev.turnout.v1.Report;
import java.util.List;

/** What a box's report says about one pushed document. */
sealed interface Verdict {
    /** It forwards. */
    record Applied(Report report) implements Verdict {}

    /** It forwards, and is taken back unless it is confirmed. */
    record OnTrial(Report report) implements Verdict {}

    /** The box will not have it, or has taken it back. */
    record Refused(Reason reason, List<Finding> violations) implements Verdict {}

    /** Nothing final: not read yet, being programmed, or failed and tried again. */
    record Open(Report report) implements Verdict {}

    /**
     * What a report means to whoever pushed a document.
     *
     * @param digest SHA-256 of the bytes that were pushed
     */
    static Verdict of(Report report, Revision pushed, ByteString digest) {
        if (report.hasPush() && report.getPush().getDigest().equals(digest)) {
            return ofPush(report);
        }
        if (isThisOne(report.getAppliedDigest(), digest, report.hasApplied(), report.getApplied(), pushed)) {
            return new Applied(report);
        }
        Answer answer = report.getAnswer();
        boolean ours = isThisOne(answer.getDigest(), digest, answer.hasRevision(), answer.getRevision(), pushed);
        return switch (answer.getOutcome()) {
            case REJECTED, STALE, CONFLICT ->
                ours ? new Refused(answer.getReason(), answer.getViolationsList()) : new Open(report);
            case ACCEPTED, DUPLICATE, OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                report.getState() == Report.State.REJECTED && isRevision(report.getDesired(), pushed)
                        ? new Refused(report.getReason(), report.getViolationsList())
                        : new Open(report);
        };
    }

    private static Verdict ofPush(Report report) {
        return switch (report.getPush().getStage()) {
            case TRIAL -> new OnTrial(report);
            case COMMITTED -> new Applied(report);
            case REJECTED, ROLLED_BACK -> new Refused(report.getPush().getReason(), report.getViolationsList());
            case RECEIVED, VALIDATED, APPLYING, STAGE_UNSPECIFIED, UNRECOGNIZED -> new Open(report);
        };
    }

    /** By its digest; by its revision where the box sends no digest. */
    private static boolean isThisOne(
            ByteString found, ByteString digest, boolean present, dev.turnout.v1.Revision revision, Revision pushed) {
        return found.isEmpty() ? present && isRevision(revision, pushed) : found.equals(digest);
    }

    private static boolean isRevision(dev.turnout.v1.Revision revision, Revision pushed) {
        return revision.getEpoch() == pushed.epoch() && revision.getGeneration() == pushed.generation();
    }
}
