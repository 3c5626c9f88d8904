package dev.turnout.ebpf;

import java.util.concurrent.Callable;

/** Waits for what the kernel does a little later. */
final class Deadline {
    private static final long NANOS = 10_000_000_000L;

    private Deadline() {}

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + NANOS;
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in 10 s: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
