/**
 * What probes of backends mean. Pure: results and time are handed in.
 *
 * <pre>
 *   HealthCheck of each pool ──▶ ProbeTask ──▶ probes, at the agent's edge ──▶ ProbeResult
 *                                                                                  │
 *   the compiler ◀── Standing ◀── HoldOff, slow start ◀── BackendHealth ◀──────────┘
 * </pre>
 *
 * <p>A backend is asked for each pool that has it, since pools may ask differently: {@link
 * dev.turnout.core.health.PoolBackend} is what has a health. Start at {@link dev.turnout.core.health.HealthWatch}.
 */
@NullMarked
package dev.turnout.core.health;

import org.jspecify.annotations.NullMarked;
