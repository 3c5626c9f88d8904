/**
 * The XDP data plane: loads the program of {@code src/main/c} through libbpf and carries plans out by storing into its maps.
 *
 * <pre>
 *   XdpDataplane ── open ──▶ Installation ──▶ BpfObject ──▶ Libbpf        object, maps, program, links; pinned
 *        │                       └─▶ Growth, Attachment, Pins, BpfFs
 *        ├── read ───▶ State ──▶ ServiceTable, SlotArray, BackendTable, SourceRanges, TransitFilters
 *        ├── apply ──▶ PlanWriter ──▶ the same, with Regions and GracePeriod
 *        ├── counters ▶ Tallies ──▶ PerCpuArray
 *        └── explain ─▶ DryRun      the program itself, on a packet made up
 *
 *   NicPreflight        whether an interface will do, before anything is attached
 * </pre>
 *
 * <p>{@link dev.turnout.ebpf.Layout} repeats layout.h; everything below it is bytes. Native memory stays in this package: what
 * leaves it are the core's values and sealed results. Start with {@link dev.turnout.ebpf.XdpDataplane}.
 */
@NullMarked
package dev.turnout.ebpf;

import org.jspecify.annotations.NullMarked;
