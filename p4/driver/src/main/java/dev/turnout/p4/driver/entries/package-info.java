/**
 * What a data plane holds, as entries of the P4 program's tables, and back. Pure: no channel, clock or thread.
 *
 * <pre>
 *   Plan ──▶ PlanOps ──▶ Op (INSERT, MODIFY, DELETE of a Row) ──▶ Update        against what is Held
 *   Entity ─▶ RowReader ─▶ Row ──▶ Held ──▶ DataplaneState
 * </pre>
 *
 * <p>A {@link dev.turnout.p4.driver.entries.Row} is one entry and knows its messages; {@link
 * dev.turnout.p4.driver.entries.Held} is all of them, compactly. What no rule of ours could have written becomes a {@link
 * dev.turnout.p4.driver.entries.StrayRow}, which is known by its match alone: it is replaced where something else is wanted in
 * its place, and deleted where nothing is. Start with {@code Held}.
 */
@NullMarked
package dev.turnout.p4.driver.entries;

import org.jspecify.annotations.NullMarked;
