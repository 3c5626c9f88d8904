package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every kind of probes does. */
abstract class HealthProbesContract {
    /** Backends to ask, and the probes that ask them. */
    interface Site extends AutoCloseable {
        HealthProbes probes();

        PoolBackend serving();

        PoolBackend alsoServing();

        PoolBackend refusing();

        /** How to ask a backend of this site. */
        ProbeTask task(PoolBackend backend);

        /** Another way to ask, to which a serving backend gives a good answer, too. */
        ProbeTask otherTask(PoolBackend backend);

        /** Results so far, oldest first. */
        List<ProbeResult> results();

        /** Lets probes happen until this holds for the results; fails where it never does. */
        void until(Predicate<List<ProbeResult>> reached) throws InterruptedException;

        @Override
        void close();
    }

    private Site site;

    /** With probes that have started, and deliver into the site's results. */
    abstract Site open();

    @BeforeEach
    void begin() {
        site = open();
    }

    @AfterEach
    void end() {
        site.close();
    }

    @Test
    void asks_over_and_over_and_says_what_it_asked() throws InterruptedException {
        PoolBackend backend = site.serving();

        site.probes().watch(Map.of(backend, site.task(backend)));

        site.until(results -> of(backend, results).size() >= 3);
        of(backend, site.results()).forEach(result -> {
            assertEquals(site.task(backend), result.task());
            assertInstanceOf(ProbeOutcome.Passed.class, result.outcome(), result::toString);
        });
    }

    @Test
    void tells_who_refuses() throws InterruptedException {
        PoolBackend backend = site.refusing();

        site.probes().watch(Map.of(backend, site.task(backend)));

        site.until(results -> !of(backend, results).isEmpty());
        ProbeOutcome.Failed failed = assertInstanceOf(
                ProbeOutcome.Failed.class,
                of(backend, site.results()).getFirst().outcome());
        assertTrue(failed.refused(), failed::toString);
        assertTrue(failed.code().startsWith("PROBE_"), failed::code);
    }

    @Test
    void a_refusing_backend_keeps_nobody_waiting() throws InterruptedException {
        watch(site.serving(), site.refusing());

        site.until(results -> of(site.serving(), results).size() >= 2
                && of(site.refusing(), results).size() >= 2);
    }

    @Test
    void who_is_no_longer_watched_is_no_longer_asked() throws InterruptedException {
        watch(site.serving(), site.alsoServing());
        site.until(results -> !of(site.serving(), results).isEmpty());

        watch(site.alsoServing());
        int before = site.results().size();
        site.until(results ->
                of(site.alsoServing(), results.subList(before, results.size())).size() >= 3);

        List<ProbeResult> after = site.results().subList(before, site.results().size());
        assertTrue(of(site.serving(), after).size() <= 1, after::toString);
    }

    @Test
    void a_changed_task_is_what_is_asked_from_then_on() throws InterruptedException {
        PoolBackend backend = site.serving();
        watch(backend);
        site.until(results -> !of(backend, results).isEmpty());

        site.probes().watch(Map.of(backend, site.otherTask(backend)));
        int before = site.results().size();
        site.until(results ->
                of(backend, results.subList(before, results.size())).size() >= 3);

        List<ProbeResult> after = site.results().subList(before, site.results().size());
        after.stream().skip(1).forEach(result -> assertEquals(site.otherTask(backend), result.task(), after::toString));
        assertInstanceOf(ProbeOutcome.Passed.class, after.getLast().outcome());
    }

    @Test
    void results_of_one_backend_come_in_order() throws InterruptedException {
        watch(site.serving());

        site.until(results -> results.size() >= 4);

        List<ProbeResult> results = site.results();
        for (int i = 1; i < results.size(); i++) {
            assertTrue(!results.get(i).ended().isBefore(results.get(i - 1).ended()), results::toString);
        }
    }

    @Test
    void nothing_comes_after_the_end() throws InterruptedException {
        watch(site.serving());
        site.until(results -> !results.isEmpty());

        site.probes().close();
        int before = site.results().size();
        site.probes().close();

        assertEquals(before, site.results().size());
    }

    private void watch(PoolBackend... backends) {
        Map<PoolBackend, ProbeTask> tasks = new HashMap<>();
        for (PoolBackend backend : backends) {
            tasks.put(backend, site.task(backend));
        }
        site.probes().watch(tasks);
    }

    private static List<ProbeResult> of(PoolBackend backend, List<ProbeResult> results) {
        return results.stream()
                .filter(result -> result.target().equals(backend))
                .toList();
    }
}
