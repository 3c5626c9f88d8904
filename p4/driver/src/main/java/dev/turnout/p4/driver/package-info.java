/**
 * The P4Runtime driver: programs a P4 target that runs {@code p4/src}.
 *
 * <pre>
 *   P4Dataplane ── open ──▶ Session (who is the primary, packets), Pipelines, Prober ──▶ Quirks
 *        ├── read ───▶ Reader ──▶ Held ──▶ DataplaneState              entries are in .entries, and pure
 *        ├── apply ──▶ PlanWriter ──▶ PlanOps ──▶ Writer               batches, and what became of each update
 *        ├── counters ▶ Tallies, TransitFilters
 *        └── selfTest ▶ P4SelfTest ──▶ Asking ──▶ packet-out, packet-in
 * </pre>
 *
 * <p>gRPC's statuses end here: what goes wrong with a target is a {@link dev.turnout.p4.driver.Refusal}. Start with {@link
 * dev.turnout.p4.driver.P4Dataplane}.
 */
@NullMarked
package dev.turnout.p4.driver;

import org.jspecify.annotations.NullMarked;
