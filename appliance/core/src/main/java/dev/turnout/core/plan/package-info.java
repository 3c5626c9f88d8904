/**
 * From what a data plane holds to what it should hold, in the fewest writes and without moving a live flow.
 *
 * <pre>
 *   observed ──▶ Transitions.advance(observed, desired, facts) ──▶ target ──▶ Planner.diff(observed, target) ──▶ Plan
 * </pre>
 *
 * <p>{@link dev.turnout.core.plan.Transitions} holds all of the rules about slots that move; {@link
 * dev.turnout.core.plan.Planner} knows nothing of them and only writes differences.
 *
 * <p>{@link dev.turnout.core.plan.Forecast} says beforehand which flows a change cannot keep.
 */
@NullMarked
package dev.turnout.core.plan;

import org.jspecify.annotations.NullMarked;
