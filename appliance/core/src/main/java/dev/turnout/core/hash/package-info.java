/**
 * From a packet's addresses and ports to its slot, the same in Java, on XDP and on P4.
 *
 * <pre>
 *   FiveTuple ──▶ FlowHash (CRC-32 of 12 or 36 bytes) ──▶ hash &amp; (M − 1) ──▶ slot of a MaglevTable
 * </pre>
 *
 * <p>CRC-32 because a switch has a unit for it; no key because a switch's has none. Start with {@link
 * dev.turnout.core.hash.FlowHash}.
 */
@NullMarked
package dev.turnout.core.hash;

import org.jspecify.annotations.NullMarked;
