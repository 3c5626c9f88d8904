package dev.turnout.p4.softswitch.wire;

/** What came of asking a socket for a frame. */
sealed interface Arrival {
    Arrival NOTHING = new Nothing();
    Arrival TOO_LONG = new TooLong();

    /** @param merged of several packets: a sender or GRO has left it to somebody to cut it */
    record Frame(byte[] bytes, boolean merged) implements Arrival {}

    /** There is none now. */
    record Nothing() implements Arrival {}

    /** It was longer than any frame here, and is lost. */
    record TooLong() implements Arrival {}

    /** @param errno positive */
    record Failed(int errno) implements Arrival {}
}
