package dev.turnout.agent;

import com.google.protobuf.ByteString;
import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Violation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Reason;
import java.util.List;
import java.util.Optional;

/** Judges what sources offer. Every document gets an answer; only a newer and valid one changes anything, once it is durable. */
final class Intake {
    private final Documents documents;

    Intake(Documents documents) {
        this.documents = documents;
    }

    /**
     * What came of an offer.
     *
     * @param answer without its time
     * @param accepted the new desired document, if it is that, and if it can be made {@linkplain #durable durable}
     */
    record Judged(Answer answer, Optional<Known> accepted, boolean settled) {}

    /** Does not acknowledge: the caller does, where {@link Judged#settled}. */
    Judged judge(Offer offer, BoxContext box) {
        Document document = offer.document();
        Answer.Builder answer = Answer.newBuilder().setDigest(ByteString.copyFrom(document.digest()));
        Optional<Known> same =
                documents.desired().filter(known -> known.document().equals(document));
        if (same.isPresent()) {
            answer.setRevision(message(same.get().config().revision()));
            return switch (documents.confirm()) {
                case DurableFile.Wrote.Durable() ->
                    settled(answer.setOutcome(Answer.Outcome.DUPLICATE)
                            .setReason(reason("AGENT_DUPLICATE", "it is the document that the box already has")));
                case DurableFile.Wrote.Failed(String why) -> notDurable(answer, why);
                case DurableFile.Wrote.Unsure(String why) -> notDurable(answer, why);
            };
        }
        return switch (Documents.parse(document, box)) {
            case ParseResult.Rejected(List<Violation> violations) -> {
                claimed(document).ifPresent(revision -> answer.setRevision(message(revision)));
                yield rejected(answer, violations);
            }
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) ->
                judge(answer.setRevision(message(config.revision())), new Known(document, config, warnings), offer);
        };
    }

    private static Optional<Revision> claimed(Document document) {
        return switch (document.format()) {
            case PROTOBUF -> ConfigParser.revision(document.bytes());
            case YAML -> Optional.empty();
        };
    }

    private static Judged rejected(Answer.Builder answer, List<Violation> violations) {
        violations.forEach(violation -> answer.addViolations(Finding.newBuilder()
                .setPath(violation.path())
                .setCode(violation.code())
                .setMessage(violation.message())));
        return settled(answer.setOutcome(Answer.Outcome.REJECTED)
                .setReason(reason("AGENT_INVALID", "the document has violations: " + violations.size())));
    }

    private Judged judge(Answer.Builder answer, Known fresh, Offer offer) {
        Optional<Revision> has = documents.desired().map(known -> known.config().revision());
        Revision revision = fresh.config().revision();
        boolean newer = has.isEmpty() || revision.compareTo(has.get()) > 0;
        if (offer.order() == Offer.Order.BY_REVISION && !newer) {
            boolean same = revision.equals(has.get());
            return settled(answer.setOutcome(Answer.Outcome.STALE)
                    .setReason(
                            same
                                    ? reason(
                                            "AGENT_SAME_REVISION",
                                            "the box has another document of revision " + revision
                                                    + "; raise its generation")
                                    : reason(
                                            "AGENT_STALE",
                                            "the box has revision " + has.get() + ", which is newer than " + revision
                                                    + "; raise its generation")));
        }
        return new Judged(answer.setOutcome(Answer.Outcome.ACCEPTED).build(), Optional.of(fresh), true);
    }

    /** What is left of an acceptance, by what came of making it durable. */
    static Judged durable(Judged judged, DurableFile.Wrote wrote) {
        return switch (wrote) {
            case DurableFile.Wrote.Durable() -> judged;
            case DurableFile.Wrote.Failed(String why) -> notDurable(judged.answer().toBuilder(), why);
            case DurableFile.Wrote.Unsure(String why) -> notDurable(judged.answer().toBuilder(), why);
        };
    }

    private static Judged notDurable(Answer.Builder answer, String why) {
        return new Judged(
                answer.setOutcome(Answer.Outcome.REJECTED)
                        .setReason(reason("AGENT_NOT_DURABLE", why + "; it is tried again"))
                        .build(),
                Optional.empty(),
                false);
    }

    private static Judged settled(Answer.Builder answer) {
        return new Judged(answer.build(), Optional.empty(), true);
    }

    private static dev.turnout.v1.Revision message(Revision revision) {
        return dev.turnout.v1.Revision.newBuilder()
                .setEpoch(revision.epoch())
                .setGeneration(revision.generation())
                .build();
    }

    private static Reason reason(String code, String message) {
        return Reason.newBuilder().setCode(code).setMessage(message).build();
    }
}
