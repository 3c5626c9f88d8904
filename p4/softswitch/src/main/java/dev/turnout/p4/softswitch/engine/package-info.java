/**
 * Runs what {@code p4c-bm2-ss} makes of a P4-16 program for v1model.
 *
 * <pre>
 *   JSON -- {@link dev.turnout.p4.softswitch.engine.ProgramReader} --> Program
 *                                                                       |
 *   frame --> parser --> checksums verified --> ingress --> egress --> checksums updated --> deparser --> frame
 *                             {@link dev.turnout.p4.softswitch.engine.SoftSwitch}
 * </pre>
 *
 * It knows no table, field or action by name but those of {@code standard_metadata}. What it does not implement it refuses by name
 * when a program is loaded, all of it at once. Values are integers without a bound, as in the reference switch: the compiler masks
 * where a P4 type has an end. What provably fits 62 bits is computed as a {@code long}, the rest as a {@code BigInteger}.
 *
 * <p>One packet at a time. Tables may be read and written by other threads meanwhile, an entry at a time. It takes microseconds for a
 * packet: for tests, trials and demonstrations, and no data plane for production.
 */
@NullMarked
package dev.turnout.p4.softswitch.engine;

import org.jspecify.annotations.NullMarked;
