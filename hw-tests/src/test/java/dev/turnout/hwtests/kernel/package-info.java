/**
 * The packet path on the kernel that Debian 12 ships: every BPF object of the build is loaded there, and every packet
 * vector runs there.
 *
 * <pre>
 *   vectors ──driver──▶ maps of this kernel ──runner dump──▶ bundle ──boot──▶ Debian's kernel, emulated ──▶ lines
 * </pre>
 *
 * <p>The guest has no JVM: what the driver writes is carried over as the bytes that the maps hold. {@code
 * hw-tests/kernel/README.md} has the format. Start with {@link dev.turnout.hwtests.kernel.DebianKernelTest}.
 */
@NullMarked
package dev.turnout.hwtests.kernel;

import org.jspecify.annotations.NullMarked;
