package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.TrialRules.Facts;
import dev.turnout.agent.store.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialRulesTest {
    private static final Duration TRIAL = Duration.ofSeconds(60);

    /** All there are. */
    private static List<Facts> all() {
        List<Facts> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (Duration trial : List.of(Duration.ZERO, TRIAL)) {
                for (Duration since : List.of(Duration.ZERO, TRIAL.minusNanos(1), TRIAL, TRIAL.multipliedBy(9))) {
                    IntStream.range(0, 32)
                            .mapToObj(bits -> facts(stage, trial, since, bits))
                            .forEach(all::add);
                }
            }
        }
        return all;
    }

    private static Facts facts(Stage stage, Duration trial, Duration since, int bits) {
        return new Facts(
                stage,
                trial,
                since,
                (bits & 1) != 0,
                (bits & 2) != 0 ? Optional.of("too large") : Optional.empty(),
                (bits & 4) != 0,
                (bits & 8) != 0,
                (bits & 16) != 0);
    }

    private static Optional<Stage> next(Facts facts) {
        return TrialRules.next(facts).map(TrialRules.Next::stage);
    }

    @Test
    void whatIsFinalStays() {
        for (Facts facts : all()) {
            if (facts.stage().isFinal()) {
                assertEquals(Optional.empty(), next(facts), facts::toString);
            }
        }
    }

    @Test
    void aTrialIsPassedByTouchAndForwardingAndConfirmationTogether() {
        for (Facts facts : all()) {
            if (facts.stage() == Stage.TRIAL) {
                boolean passed = facts.inTouch() && facts.forwards() && facts.confirmed();
                assertEquals(passed, next(facts).equals(Optional.of(Stage.COMMITTED)), facts::toString);
            }
        }
    }

    @Test
    void nothingThatHasADeadlineOutlivesIt() {
        for (Facts facts : all()) {
            boolean over = !facts.trial().isZero() && facts.since().compareTo(facts.trial()) >= 0;
            boolean begun = facts.stage() == Stage.APPLYING || facts.stage() == Stage.TRIAL;
            if (over && begun) {
                assertTrue(next(facts).isPresent(), facts::toString);
            }
        }
    }

    @Test
    void nothingIsTakenBackBeforeItsDeadlineAndNothingWithoutOne() {
        for (Facts facts : all()) {
            if (facts.trial().isZero() || facts.since().compareTo(facts.trial()) < 0) {
                assertFalse(next(facts).equals(Optional.of(Stage.ROLLED_BACK)), facts::toString);
            }
        }
    }

    @Test
    void whatIsTakenBackSaysWhy() {
        for (Facts facts : all()) {
            TrialRules.next(facts).ifPresent(next -> {
                boolean bad = next.stage() == Stage.ROLLED_BACK || next.stage() == Stage.REJECTED;
                assertEquals(bad, !next.code().isEmpty() && !next.why().isEmpty(), next::toString);
            });
        }
    }
}
