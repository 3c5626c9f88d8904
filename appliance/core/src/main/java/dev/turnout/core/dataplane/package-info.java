/**
 * What a data plane holds, and the small interface through which it is read and changed.
 *
 * <pre>
 *   DataplaneState   services ──▶ tables ──▶ backends        what is, or what should be: the same type
 *                    (Vip)        (slot words)  (encapsulation, next hop)
 *
 *   Dataplane.read() ──▶ DataplaneSnapshot ──▶ Planner ──▶ Plan ──▶ Dataplane.apply()
 * </pre>
 *
 * <p>A slot is one 32-bit word ({@link dev.turnout.core.dataplane.SlotWord}); a table is a power of two of them
 * ({@link dev.turnout.core.dataplane.SlotTable}); a service names one table, which it may share. Ids are a box's own and
 * are small, since data planes index arrays with them.
 *
 * <p>Whether it forwards, a data plane says itself ({@link dev.turnout.core.dataplane.SelfTest}); {@link
 * dev.turnout.core.liveness} judges that.
 *
 * <p>The contract suite of the hardware tests is the definition of {@link dev.turnout.core.dataplane.Dataplane};
 * {@link dev.turnout.core.dataplane.MemoryDataplane} is its smallest implementation.
 */
@NullMarked
package dev.turnout.core.dataplane;

import org.jspecify.annotations.NullMarked;
