package dev.turnout.agent.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** What calls of the C library have in common. The first argument of each is where errno goes. */
final class LibC {
    static final StructLayout CAPTURED = Linker.Option.captureStateLayout();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private LibC() {}

    static MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** @param fixed how many arguments the function has before those that vary */
    static MethodHandle variadic(String function, int fixed, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function),
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    static RuntimeException unchecked(Throwable thrown) {
        switch (thrown) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError(thrown);
        }
    }

    /** The numbers of asm-generic/errno.h that these calls can end with. */
    static String error(MemorySegment captured) {
        int errno = (int) ERRNO.get(captured, 0L);
        return switch (errno) {
            case 1 -> "operation not permitted";
            case 2 -> "no such file";
            case 6 -> "no such device";
            case 11 -> "the send buffer is full";
            case 16 -> "device or resource busy";
            case 19 -> "no such device";
            case 22 -> "invalid argument";
            case 90 -> "message too long";
            case 97 -> "address family not supported";
            case 100 -> "network is down";
            case 101 -> "network is unreachable";
            case 105 -> "no buffer space available";
            case 113 -> "no route to host";
            default -> "errno " + errno;
        };
    }
}
