/**
 * Makes what is desired and what is there the same, one bounded step at a time.
 *
 * <pre>
 *   want(config) ──┐
 *   surroundings ──┼─▶ Reconciler.step(now) ──▶ compile ▶ advance ▶ diff ▶ apply ──▶ StepResult
 *   counters    ◀──┘                                                          └──▶ view() for the report
 * </pre>
 *
 * <p>The {@link dev.turnout.agent.reconcile.Reconciler} is level-triggered and latest-wins: it looks at what is wanted now
 * and at what is there now, and never at what was asked in between. It is used by one thread and waits for nothing; the
 * time is handed in.
 */
@NullMarked
package dev.turnout.agent.reconcile;

import org.jspecify.annotations.NullMarked;
