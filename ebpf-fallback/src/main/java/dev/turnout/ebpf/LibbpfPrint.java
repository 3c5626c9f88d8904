package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;

/**
 * Keeps the last lines that libbpf prints, instead of letting it write to stderr.
 *
 * <p>libbpf calls back from inside a downcall. An exception that left the callback, or a stub whose arena was closed, would end
 * the JVM: so the callback catches Throwable, and the stub lives as long as the process.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class LibbpfPrint {
    private static final int LINES = 64;
    private static final int LINE_BYTES = 1024;
    private static final int LEVEL_DEBUG = 2;

    private static final ArrayDeque<String> RECENT = new ArrayDeque<>();
    private static boolean installed;

    private LibbpfPrint() {}

    /** Idempotent. */
    static synchronized void install() {
        if (installed) {
            return;
        }
        try {
            MemorySegment stub = Linker.nativeLinker()
                    .upcallStub(
                            MethodHandles.lookup()
                                    .findStatic(
                                            LibbpfPrint.class,
                                            "print",
                                            MethodType.methodType(
                                                    int.class, int.class, MemorySegment.class, MemorySegment.class)),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
                            Arena.global());
            Libbpf.setPrint(stub);
            installed = true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the print callback is missing", e);
        }
    }

    /** Forgets what was printed, so that {@link #recent} speaks of the next call alone. */
    static synchronized void clear() {
        RECENT.clear();
    }

    static synchronized String recent() {
        return String.join("", RECENT).strip();
    }

    /** Called by libbpf: {@code int (*)(enum libbpf_print_level, const char *, va_list)}. */
    @SuppressWarnings({"UnusedMethod", "CatchAndPrintStackTrace"})
    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        try (Arena arena = Arena.ofConfined()) {
            if (level < LEVEL_DEBUG) {
                keep(LibC.format(arena.allocate(LINE_BYTES), format, arguments));
            }
        } catch (Throwable e) {
            // Whatever it was, it must not unwind into C; a lost line of text is the lesser harm.
            return 0;
        }
        return 0;
    }

    private static synchronized void keep(String line) {
        if (RECENT.size() == LINES) {
            RECENT.removeFirst();
        }
        RECENT.addLast(line);
    }
}
