package dev.turnout.agent;

/**
 * Has the JVM collect what changes have left, between changes rather than in the middle of one. Left to itself it makes the old
 * generation larger instead, up to its limit, though what an agent lives on is a few megabytes. Used by one thread.
 */
final class Heap {
    /** By so much the heap may have grown since the last collection before it is collected even while documents come. */
    private static final long GROWTH = 16 << 20;

    private long settled = size();

    /** When nobody waits: it takes some ten milliseconds. */
    void collect() {
        System.gc();
        settled = size();
    }

    /** When somebody may. */
    void collectIfGrown() {
        if (size() - settled > GROWTH) {
            collect();
        }
    }

    private static long size() {
        return Runtime.getRuntime().totalMemory();
    }
}
