package dev.turnout.agent.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Whether somebody keeps the kernel's clock right: adjtimex(2). */
public final class KernelClock {
    /** {@code struct timex} has 208 bytes on 64 bits; its first field, {@code modes}, is 0 for a question. */
    private static final long TIMEX_BYTES = 208;

    /** {@code TIME_ERROR}: nobody has set it, or for too long. */
    private static final int TIME_ERROR = 5;

    private static final MethodHandle ADJTIMEX =
            LibC.handle("adjtimex", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private KernelClock() {}

    /** False, too, where the kernel does not say. */
    public static boolean isSynchronised() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            int state = (int) ADJTIMEX.invokeExact(captured, timex);
            return state >= 0 && state != TIME_ERROR;
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }
}
