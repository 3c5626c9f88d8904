package dev.turnout.ebpf;

/**
 * When what was unlinked may be used again: not while a program that began before may still be reading it.
 *
 * <p>membarrier(2)'s global command returns after every CPU has passed a quiescent state of RCU; XDP programs run inside RCU
 * readers, so none that saw the old word is running any more. It takes milliseconds: so nothing waits when it unlinks, and one wait
 * serves all that was unlinked since the last, at the moment when something is to be used again.
 */
final class GracePeriod {
    /** What a process before this one unlinked is not known: the first use waits. */
    private boolean pending = true;

    private long waits;

    /** Something that packets could reach cannot be reached any more. */
    void unlinked() {
        pending = true;
    }

    /** Returns when no program can still hold what was unlinked before this call. */
    void await() {
        if (!pending) {
            return;
        }
        int result = LibC.membarrier();
        if (result != 0) {
            throw new IllegalStateException("membarrier(2) answered " + Errno.describe(result)
                    + ": the kernel needs CONFIG_MEMBARRIER and no nohz_full CPUs");
        }
        waits++;
        pending = false;
    }

    /** How often it had to wait. */
    long waits() {
        return waits;
    }
}
