package dev.turnout.ebpf;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * When what was unlinked may be used again: not while a program that began before may still be reading it.
 *
 * <p>membarrier(2)'s global command returns after every CPU has passed a quiescent state of RCU; XDP programs run inside RCU
 * readers, so none that saw the old word is running any more. It takes milliseconds, most of them asleep: so it is begun on a thread
 * of its own as soon as a plan is written, and who wants to use something again waits for what is left of it. One wait serves all
 * that was unlinked before it began.
 */
final class GracePeriod {
    /** What a process before this one unlinked is not known, so a wait begins with this. */
    private FutureTask<Integer> running = begun();

    private boolean pending;
    private long waits = 1;

    /** Something that packets could reach cannot be reached any more. */
    void unlinked() {
        pending = true;
    }

    /** Lets the wait for what was unlinked so far begin, so that it is over by the time somebody asks for it. */
    void begin() {
        if (pending) {
            running = begun();
            waits++;
            pending = false;
        }
    }

    private static FutureTask<Integer> begun() {
        FutureTask<Integer> barrier = new FutureTask<>(LibC::membarrier);
        Thread.ofPlatform().daemon().name("grace-period").start(barrier);
        return barrier;
    }

    /** Returns when no program can still hold what was unlinked before this call. */
    void await() {
        begin();
        int result = result();
        if (result != 0) {
            throw new IllegalStateException("membarrier(2) answered " + Errno.describe(result)
                    + ": the kernel needs CONFIG_MEMBARRIER and no nohz_full CPUs");
        }
    }

    private int result() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException afterwards) {
                    // It is over in milliseconds, and what follows must not come before its end.
                    interrupted = true;
                }
            }
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many waits there were. */
    long waits() {
        return waits;
    }
}
