package dev.turnout.core.health;

import java.time.Instant;

/**
 * What came of one probe.
 *
 * @param task what was asked: a result of what is no longer asked counts for nothing
 * @param ended by the agent's steady clock
 */
public record ProbeResult(PoolBackend target, ProbeTask task, Instant ended, ProbeOutcome outcome) {}
