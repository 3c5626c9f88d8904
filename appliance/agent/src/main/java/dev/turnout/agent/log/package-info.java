/**
 * The agent's log: one line an event to stdout, from where journald or a container runtime takes it.
 *
 * <pre>
 *   time=2026-11-21T01:31:53.123Z level=info event=applied generation=42 slots_moved=37 took_ms=4
 *   time=2026-11-21T01:31:54.007Z level=warn event=broker-lost reason="connection refused" repeated=11
 * </pre>
 *
 * <p>{@link dev.turnout.agent.log.Log} writes, {@link dev.turnout.agent.log.Field} is what it writes. A value that could
 * be misread stands in quotes, so that nothing that came over a network can forge a line or a field.
 */
@NullMarked
package dev.turnout.agent.log;

import org.jspecify.annotations.NullMarked;
