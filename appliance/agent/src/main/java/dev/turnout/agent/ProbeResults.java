package dev.turnout.agent;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What probes have for the thread that steps. It never makes them wait, and they cannot fill it. */
final class ProbeResults {
    /** Four of each backend that a box can have; the thread that steps looks each second. */
    static final int MOST = 1 << 17;

    /** No run of results that counts for anything is longer. */
    private static final int LONGEST_RUN = 10;

    private final Runnable wake;
    private final Map<PoolBackend, Run> runs = new HashMap<>();
    private List<ProbeResult> waiting = new ArrayList<>();

    /** How often a backend has answered alike. */
    private record Run(boolean passed, int length) {
        Run and(boolean next) {
            return next == passed ? new Run(passed, Math.min(length + 1, LONGEST_RUN + 1)) : new Run(next, 1);
        }
    }

    /** @param wake has the thread look now: for results that may change something. The others wait until it looks. */
    ProbeResults(Runnable wake) {
        this.wake = wake;
    }

    /** From any thread. One that finds no room is lost: another follows. */
    void arrived(ProbeResult result) {
        boolean matters;
        synchronized (this) {
            if (waiting.size() == MOST) {
                return;
            }
            waiting.add(result);
            boolean passed = result.outcome() instanceof ProbeOutcome.Passed;
            Run run = runs.merge(result.target(), new Run(passed, 1), (before, _) -> before.and(passed));
            matters = run.length() <= LONGEST_RUN;
        }
        if (matters) {
            wake.run();
        }
    }

    synchronized List<ProbeResult> take() {
        if (runs.size() > MOST) {
            runs.clear();
        }
        List<ProbeResult> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }
}
