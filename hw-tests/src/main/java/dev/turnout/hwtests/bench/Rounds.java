package dev.turnout.hwtests.bench;

import java.util.Arrays;

/**
 * How long the same took, again and again.
 *
 * @param updates or entries that are in one round
 * @param first how many belong to processes that have just started, and are told apart
 * @param nanos of each round, in their order
 */
record Rounds(long updates, int first, long[] nanos) {
    /** Of the very first round. */
    double millisAtFirst() {
        return nanos[0] / 1e6;
    }

    /** Of those after the first. */
    double millis(double percentile) {
        long[] sorted = later();
        int index = (int) Math.ceil(percentile / 100 * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    /** Updates a second in the round of that percentile by speed, so 0 is the slowest. */
    double rate(double percentile) {
        return updates / millis(100 - percentile) * 1e3;
    }

    private long[] later() {
        return Arrays.stream(nanos).skip(first).sorted().toArray();
    }
}
