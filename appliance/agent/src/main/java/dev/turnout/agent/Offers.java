package dev.turnout.agent;

import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.source.Offer;
import dev.turnout.schema.BoxContext;
import dev.turnout.v1.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The documents that are offered, from their arrival to their acknowledgement:
 *
 * <pre>
 *   consider ──▶ judged ──▶ not newer, or invalid: answered at once
 *                  └──────▶ accepted: proposed, so that it can be applied ──▶ secure ──▶ answered, acknowledged
 *                                              not durable: taken back, and considered again by the next step ◀──┘
 * </pre>
 *
 * <p>A document is applied before it is answered, since applying it makes it durable, and another write would only take time.
 */
final class Offers {
    private final AgentParts parts;
    private final Documents documents;
    private final Intake intake;
    private final Reporter reporter;
    private final List<Offer> unsettled = new ArrayList<>();
    private Optional<Accepted> accepted = Optional.empty();
    private Optional<String> confirmed = Optional.empty();

    /** An accepted document that is not answered yet. */
    private record Accepted(Offer offer, Instant arrived, boolean triedBefore, Intake.Judged judged) {}

    Offers(AgentParts parts, Reporter reporter) {
        this.parts = parts;
        this.documents = parts.documents();
        this.intake = new Intake(documents, parts.trust(), parts.clock(), parts.log());
        this.reporter = reporter;
    }

    /** Those that could not be settled. */
    List<Offer> unsettled() {
        return List.copyOf(unsettled);
    }

    /**
     * Judges an offer. What cannot be settled now waits, and is to be considered again by the next step; newer content of a
     * file replaces it.
     *
     * @return the document to be applied now, if it is one
     */
    Optional<Known> consider(Offer offer, Instant arrived) {
        boolean triedBefore = unsettled.contains(offer);
        boolean replaces = offer.order() == Offer.Order.BY_ARRIVAL;
        unsettled.removeIf(each -> each.equals(offer) || replaces && each.order() == offer.order());
        boolean done = false;
        try {
            Intake.Judged judged = intake.judge(
                    offer, arrived, new BoxContext(parts.managementAddresses().get()));
            if (judged.answer().isEmpty()) {
                confirmed = judged.confirmed().isPresent() ? judged.confirmed() : confirmed;
                done = judged.settled();
                if (done) {
                    offer.accepted();
                }
            } else if (judged.accepted().isPresent()) {
                documents.propose(judged.accepted().get(), judged.push());
                accepted = Optional.of(new Accepted(offer, arrived, triedBefore, judged));
                done = true;
            } else {
                answer(offer, arrived, triedBefore, judged);
                done = judged.settled();
            }
            return judged.accepted();
        } finally {
            if (!done) {
                unsettled.add(offer);
            }
        }
    }

    /** The configuration that was last said to be allowed to stay, by the digest of its message. */
    Optional<String> confirmed() {
        return confirmed;
    }

    /**
     * Answers the accepted document, if there is one, once it is durable.
     *
     * @return false if it is not: then it is not the desired one any more
     */
    boolean secure() {
        Accepted last = accepted.orElse(null);
        if (last == null) {
            return true;
        }
        accepted = Optional.empty();
        Intake.Judged judged = Intake.durable(last.judged(), documents.secure());
        if (!judged.settled()) {
            unsettled.add(last.offer());
        }
        answer(last.offer(), last.arrived(), last.triedBefore(), judged);
        return judged.settled();
    }

    private void answer(Offer offer, Instant arrived, boolean triedBefore, Intake.Judged judged) {
        Answer answer = judged.answer().orElseThrow();
        if (!triedBefore || judged.settled()) {
            reporter.answered(answer, arrived);
            parts.log()
                    .info(
                            "document",
                            Field.of("from", offer.origin()),
                            Field.of("outcome", answer.getOutcome()),
                            Field.of("revision", revisionOf(answer)),
                            Field.of("why", answer.getReason().getMessage()));
        }
        if (judged.settled()) {
            offer.accepted();
        }
    }

    private static String revisionOf(Answer answer) {
        return answer.hasRevision()
                ? answer.getRevision().getEpoch() + "." + answer.getRevision().getGeneration()
                : "-";
    }
}
