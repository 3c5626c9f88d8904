package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a program made of one packet.
 *
 * @param action enum xdp_action
 * @param frame as it left the program
 */
record TestRun(int action, byte[] frame) {
    static final int DROP = 1;
    static final int PASS = 2;
    static final int TX = 3;
    static final int REDIRECT = 4;

    /** struct bpf_test_run_opts: sz 0, data_in 8, data_out 16, sizes 24 and 28, retval 56, repeat 60. */
    private static final int OPTIONS = 80;

    private static final int OUT_BYTES = 4096;

    /** Hands a frame to a loaded program, as if it had come in by the loopback interface, whose index is 1. */
    static TestRun of(int programFd, byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(OUT_BYTES, 8);
            MemorySegment options = arena.allocate(OPTIONS, 8);
            options.set(JAVA_LONG, 0, OPTIONS);
            options.set(
                    ADDRESS, 8, arena.allocate(Math.max(1, frame.length), 8).copyFrom(MemorySegment.ofArray(frame)));
            options.set(ADDRESS, 16, out);
            options.set(JAVA_INT, 24, frame.length);
            options.set(JAVA_INT, 28, OUT_BYTES);
            options.set(JAVA_INT, 60, 1);
            int result = Libbpf.testRun(programFd, options);
            if (result != 0) {
                throw new AssertionError("a frame of " + frame.length + " bytes: " + Errno.describe(result));
            }
            int length = options.get(JAVA_INT, 28);
            return new TestRun(options.get(JAVA_INT, 56), out.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }
}
