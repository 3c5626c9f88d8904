package dev.turnout.agent.health;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Asks backends, over and over, how they are. Thread-safe.
 *
 * <p>A task that stays the same goes on undisturbed when others come and go. After one that is taken away, or changed, at
 * most one result that was under way may still come; it carries its own task, so nobody takes it for an answer to another.
 */
public interface HealthProbes extends AutoCloseable {
    /**
     * Begins to hand results over, from any thread, in the order in which a backend's probes ended; once, before the first
     * {@link #watch}. The consumer does not block and does not throw.
     */
    void start(Consumer<ProbeResult> results);

    /** Replaces what is asked. Returns at once; results follow, never within this call. */
    void watch(Map<PoolBackend, ProbeTask> wanted);

    /** Ends all probes; no result comes once this has returned. */
    @Override
    void close();
}
