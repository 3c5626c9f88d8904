package dev.turnout.schema.signed;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a genuine statement is for this box and this moment.
 *
 * @param box its id
 * @param groups that it belongs to
 */
public record Admission(String box, Set<String> groups) {
    public Admission {
        groups = Set.copyOf(groups);
    }

    /**
     * What time it is.
     *
     * @param now or, where the clock is not set, a moment that is certainly over
     * @param sure whether the clock is set: where it is not, beginnings are not waited for, and numbers decide
     */
    public record TimeOfDay(Instant now, boolean sure) {}

    /** Why not; empty if it is. */
    public Optional<Opened.Refused> refusal(Signed signed, TimeOfDay time) {
        if (!isFor(signed.audience())) {
            return refused(
                    EnvelopeCode.AUDIENCE,
                    "it is for " + signed.audience() + ", and this is box " + box
                            + (groups.isEmpty() ? ", of no group" : ", of " + String.join(", ", groups)));
        }
        Optional<Instant> over = signed.expires().filter(end -> !time.now().isBefore(end));
        if (over.isPresent()) {
            return refused(EnvelopeCode.EXPIRED, "it was good until " + over.get() + "; sign it anew");
        }
        Optional<Instant> early =
                signed.notBefore().filter(begin -> time.sure() && time.now().isBefore(begin));
        return early.isPresent()
                ? refused(EnvelopeCode.NOT_YET, "it is good from " + early.get() + " on, and is taken then")
                : Optional.empty();
    }

    private boolean isFor(Signed.Audience audience) {
        return switch (audience) {
            case Signed.Audience.Box(String id) -> id.equals(box);
            case Signed.Audience.Group(String name) -> groups.contains(name);
        };
    }

    private static Optional<Opened.Refused> refused(EnvelopeCode code, String sentence) {
        return Optional.of(new Opened.Refused(code, sentence));
    }
}
