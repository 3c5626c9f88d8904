package dev.turnout.hwtests.hitless;

/**
 * How much of it there is.
 *
 * @param held connections to each service that stream from before the change to the end
 * @param paused likewise, that fall silent for longer than the idle time
 * @param perSecond new ones to each service
 * @param lost those whose first SYN-ACK is lost as the change begins, to each service
 * @param after half seconds to stream on after the change
 */
record Sizes(int backends, int tableSize, int held, int paused, int perSecond, int lost, int after) {
    static final Sizes FULL = new Sizes(8, 1024, 2000, 100, 200, 50, 8);
    static final Sizes SHORT = new Sizes(4, 512, 200, 20, 20, 10, 3);
}
