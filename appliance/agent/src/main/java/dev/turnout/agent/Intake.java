package dev.turnout.agent;

import com.google.protobuf.ByteString;
import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.agent.store.Stamp;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Violation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import dev.turnout.schema.signed.EnvelopeCode;
import dev.turnout.schema.signed.Opened;
import dev.turnout.schema.signed.Signed;
import dev.turnout.schema.signed.VerifyKey;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Reason;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Judges what sources offer. Every document gets an answer; only a newer and valid one changes anything, once it is durable.
 *
 * <pre>
 *   from a broker, keys trusted ──▶ signature, audience, times ──▶ seen before? ──▶ valid? ──▶ numbers ──▶ accepted
 *   from a broker, no keys      ─────────────────────────────────▶ seen before? ──▶ valid? ──▶ numbers ──▶ accepted
 *   from a file                 ─────────────────────────────────▶ seen before? ──▶ valid? ──────────────▶ accepted
 * </pre>
 */
final class Intake {
    private final Documents documents;
    private final Optional<Trust> trust;
    private final SteadyClock clock;
    private final Log log;

    /** @param trust empty on a box that believes every broker that lets it in */
    Intake(Documents documents, Optional<Trust> trust, SteadyClock clock, Log log) {
        this.log = log;
        this.documents = documents;
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * What came of an offer.
     *
     * @param answer without its time; empty where it is no document, and nobody is answered
     * @param accepted the new desired document, if it is that, and if it can be made {@linkplain #durable durable}
     * @param push that brought it, where it is signed
     * @param confirmed the configuration that may stay, by its digest, where it is a confirmation
     */
    record Judged(
            Optional<Answer> answer,
            Optional<Known> accepted,
            Optional<Pushed> push,
            Optional<String> confirmed,
            boolean settled) {}

    /** Does not acknowledge: the caller does, where {@link Judged#settled}. */
    Judged judge(Offer offer, Instant arrived, BoxContext box) {
        Document document = offer.document();
        Answer.Builder answer = Answer.newBuilder().setDigest(ByteString.copyFrom(document.digest()));
        if (trust.isEmpty() || document.format() != Document.Format.SIGNED) {
            return seen(document, answer).orElseGet(() -> read(answer, offer, box, Optional.empty()));
        }
        return switch (trust.get().open(document.bytes())) {
            case Opened.Refused(EnvelopeCode code, String sentence) ->
                new Judged(
                        Optional.of(answer.setOutcome(Answer.Outcome.REJECTED)
                                .setReason(reason(code.code(), sentence))
                                .build()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        code != EnvelopeCode.NOT_YET);
            case Opened.Genuine(Signed signed, VerifyKey _) -> {
                answer.setRevision(message(signed.revision()));
                yield switch (signed.content()) {
                    case Signed.Content.Confirmation(byte[] digest) ->
                        new Judged(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(HexFormat.of().formatHex(digest)),
                                true);
                    case Signed.Content.Keys keys ->
                        new Judged(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                take(signed.revision(), keys));
                    case Signed.Content.Push push ->
                        seen(document, answer)
                                .orElseGet(() ->
                                        read(answer, offer, box, Optional.of(pushed(signed, push, document, arrived))));
                };
            }
        };
    }

    /** Whether it is settled: on the disk, or not to be taken at all. */
    private boolean take(Revision number, Signed.Content.Keys keys) {
        return switch (trust.orElseThrow().take(number, keys)) {
            case Trust.Taken.Replaced() -> {
                log.info(
                        "trust",
                        Field.of("set", number),
                        Field.of("keys", keys.keys().keys()));
                yield true;
            }
            case Trust.Taken.Left(String why, boolean durable) -> {
                log.recurring(Level.WARN, "trust_left", Field.of("set", number), Field.of("why", why));
                yield durable;
            }
        };
    }

    private Pushed pushed(Signed signed, Signed.Content.Push push, Document document, Instant arrived) {
        Stamp now = clock.stamp(clock.instant());
        return new Pushed(
                signed.revision(),
                HexFormat.of().formatHex(document.digest()),
                push.trial(),
                new TreeMap<>(Map.of(Stage.RECEIVED, clock.stamp(arrived), Stage.VALIDATED, now, Stage.APPLYING, now)),
                "",
                "");
    }

    /** What is desired already, or was and had its end: a broker sends what it retains again and again. */
    private Optional<Judged> seen(Document document, Answer.Builder answer) {
        Optional<Known> same =
                documents.desired().filter(known -> known.document().equals(document));
        if (same.isPresent()) {
            answer.setRevision(message(same.get().config().revision()));
            return Optional.of(
                    switch (documents.confirm()) {
                        case DurableFile.Wrote.Durable() ->
                            settled(answer.setOutcome(Answer.Outcome.DUPLICATE)
                                    .setReason(
                                            reason("AGENT_DUPLICATE", "it is the document that the box already has")));
                        case DurableFile.Wrote.Failed(String why) -> notDurable(answer, why);
                        case DurableFile.Wrote.Unsure(String why) -> notDurable(answer, why);
                    });
        }
        String digest = HexFormat.of().formatHex(document.digest());
        return documents
                .pushed()
                .filter(push -> push.digest().equals(digest) && push.stage().isFinal())
                .map(push -> settled(answer.setOutcome(Answer.Outcome.STALE)
                        .setReason(reason(
                                "AGENT_HAD_ITS_TRIAL",
                                "the box has taken it back: " + push.why()
                                        + "; push the same under a higher generation to try again"))));
    }

    private Judged read(Answer.Builder answer, Offer offer, BoxContext box, Optional<Pushed> push) {
        Document document = offer.document();
        return switch (document.parse(box)) {
            case ParseResult.Rejected(List<Violation> violations) -> {
                claimed(document).ifPresent(revision -> answer.setRevision(message(revision)));
                yield rejected(answer, violations);
            }
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) -> {
                answer.setRevision(message(config.revision()));
                yield push.filter(signed -> !signed.revision().equals(config.revision()))
                        .map(signed -> settled(answer.setOutcome(Answer.Outcome.REJECTED)
                                .setReason(reason(
                                        EnvelopeCode.NUMBERS.code(),
                                        "revision " + signed.revision() + " was signed, and the configuration is "
                                                + config.revision()))))
                        .orElseGet(() -> judge(answer, new Known(document, config, warnings), push, offer));
            }
        };
    }

    private static Optional<Revision> claimed(Document document) {
        return switch (document.format()) {
            case PROTOBUF -> ConfigParser.revision(document.bytes());
            case YAML, SIGNED -> Optional.empty();
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

    private Judged judge(Answer.Builder answer, Known fresh, Optional<Pushed> push, Offer offer) {
        Optional<Revision> has = highest();
        Revision revision = fresh.config().revision();
        boolean newer = has.isEmpty() || revision.compareTo(has.get()) > 0;
        if (offer.order() == Offer.Order.BY_REVISION && !newer) {
            return settled(
                    revision.equals(has.get())
                            ? answer.setOutcome(push.isPresent() ? Answer.Outcome.CONFLICT : Answer.Outcome.STALE)
                                    .setReason(reason(
                                            "AGENT_SAME_REVISION",
                                            "the box has another document of revision " + revision
                                                    + "; raise its generation"))
                            : answer.setOutcome(Answer.Outcome.STALE)
                                    .setReason(reason(
                                            "AGENT_STALE",
                                            "the box has revision " + has.get() + ", which is newer than " + revision
                                                    + "; raise its generation")));
        }
        return new Judged(
                Optional.of(answer.setOutcome(Answer.Outcome.ACCEPTED).build()),
                Optional.of(fresh),
                push,
                Optional.empty(),
                true);
    }

    /** One that was taken back counts too: its number is used up. */
    private Optional<Revision> highest() {
        return Stream.concat(
                        documents.desired().map(known -> known.config().revision()).stream(),
                        documents.pushed().map(Pushed::revision).stream())
                .max(Revision::compareTo);
    }

    /** What is left of an acceptance, by what came of making it durable. */
    static Judged durable(Judged judged, DurableFile.Wrote wrote) {
        return switch (wrote) {
            case DurableFile.Wrote.Durable() -> judged;
            case DurableFile.Wrote.Failed(String why) -> notDurable(judged.answer().orElseThrow().toBuilder(), why);
            case DurableFile.Wrote.Unsure(String why) -> notDurable(judged.answer().orElseThrow().toBuilder(), why);
        };
    }

    private static Judged notDurable(Answer.Builder answer, String why) {
        return new Judged(
                Optional.of(answer.setOutcome(Answer.Outcome.REJECTED)
                        .setReason(reason("AGENT_NOT_DURABLE", why + "; it is tried again"))
                        .build()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Judged settled(Answer.Builder answer) {
        return new Judged(Optional.of(answer.build()), Optional.empty(), Optional.empty(), Optional.empty(), true);
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
