/**
 * The ports of the switch: packet sockets on network interfaces.
 *
 * <pre>
 *   interface ──▶ PacketSocket ──▶ Port (a thread) ──▶ Receiver, which is the device
 *   interface ◀── PacketSocket ◀── Port ◀── PortMap.send ◀── the device, on whatever thread
 * </pre>
 *
 * <p>A frame comes in as it was on the wire: {@link dev.turnout.p4.softswitch.wire.Offloads} undoes what the kernel has left to
 * hardware. The kernel's own stack sees the same frames, so an interface that is a port should have no address.
 *
 * <p>Start with {@link dev.turnout.p4.softswitch.wire.PortMap}.
 */
@NullMarked
package dev.turnout.p4.softswitch.wire;

import org.jspecify.annotations.NullMarked;
