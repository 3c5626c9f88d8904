package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.health.BackendHealth;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.HealthWatch;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.liveness.Expectation;
import dev.turnout.core.liveness.Liveness;
import dev.turnout.core.liveness.LivenessWatch;
import dev.turnout.core.liveness.Look;
import dev.turnout.core.liveness.Probing;
import dev.turnout.core.liveness.Question;
import dev.turnout.core.liveness.Questions;
import dev.turnout.core.liveness.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has the data plane itself say about once a second whether it forwards, and keeps what comes of it. On the agent's thread,
 * so that nothing changes between what is asked and what is expected; what it takes does not grow with the services.
 */
final class LivenessCheck {
    static final Duration PACE = Duration.ofSeconds(1);

    /** While documents come it waits, but not for ever. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** To read all of a data plane takes milliseconds, so what nobody can mend is not read every second. */
    static final Duration AUDIT_PACE = Duration.ofSeconds(10);

    private final AgentParts parts;
    private final Examiner examiner;
    private LivenessWatch watch;
    private DataplaneState expected = DataplaneState.EMPTY;
    private Questions questions = new Questions(expected);
    private Expectation expectation = new Expectation(expected);
    private Instant next;
    private Instant nextAudit;

    LivenessCheck(AgentParts parts, Examiner examiner) {
        this.parts = parts;
        this.examiner = examiner;
        this.next = parts.clock().instant();
        this.nextAudit = next;
        this.watch = LivenessWatch.begun(next);
    }

    /**
     * Looks, if it is time to.
     *
     * @param view of the last step
     * @param busy whether something waits for the agent
     * @return whether it is worth reading what the data plane holds
     */
    boolean look(View view, boolean busy) {
        Instant began = parts.clock().instant();
        SelfTest selfTest = parts.dataplane().selfTest();
        if (began.isBefore(busy ? next.plus(PATIENCE) : next) || !selfTest.ready()) {
            return false;
        }
        next = began.plus(PACE);
        expect(view);
        List<Question> asked = watch.questions(questions);
        List<PortState> ports = selfTest.ports();
        TrialResult answers =
                selfTest.tryOut(asked.stream().map(Question::packet).toList());
        Look look = new Look(ports, counted(view), asked, answers, wayless(view), probing(view));
        Instant ended = parts.clock().instant();
        LivenessWatch before = watch;
        watch = watch.after(look, expectation, expected.services().size(), ended, Duration.between(began, ended));
        tell(before.liveness(), watch.liveness());
        return audit(ended);
    }

    /** What it has come to. */
    Liveness latest() {
        return watch.liveness();
    }

    /** What is not known after a failure is what was known before it: the data plane goes on, too. */
    private void expect(View view) {
        boolean known =
                !(view.result() instanceof StepResult.Failed) && !(view.result() instanceof StepResult.PartlyApplied);
        if (known && view.state() != expected) {
            expected = view.state();
            questions = new Questions(expected);
            expectation = new Expectation(expected);
        }
    }

    private static long counted(View view) {
        return view.counters().verdicts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static boolean wayless(View view) {
        return view.surroundings().nextHops().isEmpty()
                && view.applied().stream()
                        .flatMap(config -> config.pools().stream())
                        .anyMatch(pool -> !pool.backends().isEmpty());
    }

    private Probing probing(View view) {
        return view.applied().map(config -> Probing.of(config, this::health)).orElse(Probing.NONE);
    }

    private Optional<HealthState> health(PoolBackend backend) {
        return examiner.of(backend)
                .map(HealthWatch.Health::observed)
                .filter(BackendHealth::known)
                .map(BackendHealth::state);
    }

    private boolean audit(Instant now) {
        boolean due = watch.doubtsTables() && !now.isBefore(nextAudit);
        nextAudit = due ? now.plus(AUDIT_PACE) : nextAudit;
        return due;
    }

    private void tell(Liveness before, Liveness now) {
        if (before.state() != now.state()) {
            boolean worse = now.state().compareTo(Liveness.State.FORWARDING) > 0;
            parts.log().log(
                    worse ? Level.WARN : Level.INFO,
                    "liveness",
                    Field.of("state", now.state()),
                    Field.of("was", before.state()));
        }
        news(before, now).forEach(trouble -> tell(Level.WARN, "trouble", trouble));
        news(now, before).forEach(trouble -> tell(Level.INFO, "trouble_over", trouble));
    }

    /** Troubles of the later that the earlier has not. */
    private static List<Trouble> news(Liveness earlier, Liveness later) {
        List<Trouble> news = new ArrayList<>(later.troubles());
        news.removeAll(earlier.troubles());
        return news;
    }

    private void tell(Level level, String event, Trouble trouble) {
        parts.log().log(
                level,
                event,
                Field.of("code", trouble.symptom().code()),
                Field.of("subject", trouble.subject()),
                Field.of("what", trouble.message()));
    }
}
