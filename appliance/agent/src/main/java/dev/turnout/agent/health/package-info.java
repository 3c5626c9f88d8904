/**
 * Probes of backends: what asks them on the wire, and hands the answers to the agent.
 *
 * <pre>
 *   what the documents ask ──watch()──▶ HealthProbes ──ProbeResult──▶ the agent's inbox
 * </pre>
 *
 * <p>What the answers mean is pure, and in {@link dev.turnout.core.health}. Start at {@link
 * dev.turnout.agent.health.HealthProbes}.
 */
@NullMarked
package dev.turnout.agent.health;

import org.jspecify.annotations.NullMarked;
