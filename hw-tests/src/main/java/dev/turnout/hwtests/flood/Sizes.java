package dev.turnout.hwtests.flood;

/**
 * How much of it there is.
 *
 * @param held connections to the flooded service
 * @param otherHeld connections to the other
 * @param opened connections a second to each of both, while it lasts
 * @param rounds in each of which every window comes once
 * @param seconds of open loop, and again of closed loop, in a window
 * @param frames of a flood at most
 */
record Sizes(int held, int otherHeld, int opened, int rounds, int seconds, long frames) {
    /** Requests a second of the open loop. */
    static final int RATE = 500;

    /** Of the closed loop. */
    static final int CLIENTS = 4;

    /** A flood that is not the most that the machine can send, in frames a second. */
    static final int MODERATE = 100_000;

    /** Room of the flow table: so little that the floods fill it. */
    static final int FLOWS = 8192;

    static final Sizes FULL = new Sizes(2000, 500, 20, 3, 4, 1L << 26);
    static final Sizes SHORT = new Sizes(200, 50, 10, 1, 1, 2_000_000);
}
