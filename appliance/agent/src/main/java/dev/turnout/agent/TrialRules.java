package dev.turnout.agent;

import dev.turnout.agent.store.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a signed configuration, as on a router that asks for a confirmation of every commit:
 *
 * <pre>
 *   APPLYING ──applied──▶ TRIAL ──in touch, forwards, confirmed──▶ COMMITTED
 *      │ │                  │
 *      │ │                  └────── not all of that in time ─────▶ ROLLED_BACK
 *      │ └─────────────── not applied in time ───────────────────▶ ROLLED_BACK
 *      └──── does not fit this box ──────────────────────────────▶ REJECTED
 *      └──── applied, and no trial was asked for ────────────────▶ COMMITTED
 * </pre>
 */
final class TrialRules {
    private TrialRules() {}

    /**
     * How it stands.
     *
     * @param trial how long it is tried out; zero for not at all
     * @param since when it began to be applied
     * @param misfit why it does not fit; empty where it does, or nobody has found out yet
     * @param inTouch whether the broker has taken a report that was made since it was applied
     * @param forwards whether the box has found since then that it forwards
     */
    record Facts(
            Stage stage,
            Duration trial,
            Duration since,
            boolean applied,
            Optional<String> misfit,
            boolean inTouch,
            boolean forwards,
            boolean confirmed) {}

    /**
     * Where it comes to now.
     *
     * @param code why, where it is the end; empty where it is a good one
     */
    record Next(Stage stage, String code, String why) {}

    /** Empty where it stays as it is. */
    static Optional<Next> next(Facts facts) {
        return switch (facts.stage()) {
            case APPLYING -> applying(facts);
            case TRIAL -> trial(facts);
            case RECEIVED, VALIDATED, COMMITTED, REJECTED, ROLLED_BACK -> Optional.empty();
        };
    }

    private static Optional<Next> applying(Facts facts) {
        if (facts.applied()) {
            return Optional.of(new Next(facts.trial().isZero() ? Stage.COMMITTED : Stage.TRIAL, "", ""));
        }
        if (facts.misfit().isPresent()) {
            return Optional.of(new Next(Stage.REJECTED, "FIT", facts.misfit().get()));
        }
        return isOver(facts)
                ? Optional.of(new Next(
                        Stage.ROLLED_BACK,
                        "TRIAL_NOT_APPLIED",
                        "it could not be applied within " + text(facts.trial())))
                : Optional.empty();
    }

    private static Optional<Next> trial(Facts facts) {
        List<String> missing = new ArrayList<>();
        if (!facts.inTouch()) {
            missing.add("the broker could not be reached");
        }
        if (!facts.forwards()) {
            missing.add("the box did not find that it forwards");
        }
        if (!facts.confirmed()) {
            missing.add("no confirmation came");
        }
        if (missing.isEmpty()) {
            return Optional.of(new Next(Stage.COMMITTED, "", ""));
        }
        return isOver(facts)
                ? Optional.of(new Next(
                        Stage.ROLLED_BACK,
                        code(facts),
                        "within " + text(facts.trial()) + " " + String.join(", and ", missing)))
                : Optional.empty();
    }

    private static String code(Facts facts) {
        if (!facts.inTouch()) {
            return "TRIAL_OUT_OF_TOUCH";
        }
        return facts.forwards() ? "TRIAL_NOT_CONFIRMED" : "TRIAL_NOT_FORWARDING";
    }

    private static boolean isOver(Facts facts) {
        return !facts.trial().isZero() && facts.since().compareTo(facts.trial()) >= 0;
    }

    private static String text(Duration trial) {
        return trial.toSeconds() + " s";
    }
}
