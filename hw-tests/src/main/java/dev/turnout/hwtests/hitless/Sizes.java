package dev.turnout.hwtests.hitless;

import dev.turnout.hwtests.forwarder.Forwarder;

/**
 * How much of it there is; the software switch, which is no production data plane, is given less than XDP.
 *
 * @param held connections to each service that stream from before the change to the end
 * @param paused likewise, that fall silent for longer than the idle time
 * @param perSecond new ones to each service
 * @param lost those whose first SYN-ACK is lost as the change begins, to each service
 * @param after half seconds to stream on after the change
 */
record Sizes(int backends, int tableSize, int held, int paused, int perSecond, int lost, int after) {
    private static final Sizes FULL = new Sizes(8, 1024, 2000, 100, 200, 50, 8);
    private static final Sizes SHORT = new Sizes(4, 512, 200, 20, 20, 10, 3);
    private static final Sizes P4_FULL = new Sizes(8, 1024, 200, 20, 40, 20, 8);
    private static final Sizes P4_SHORT = new Sizes(4, 512, 60, 10, 10, 5, 3);

    static Sizes full(Forwarder.Kind dataplane) {
        return dataplane == Forwarder.Kind.XDP ? FULL : P4_FULL;
    }

    static Sizes few(Forwarder.Kind dataplane) {
        return dataplane == Forwarder.Kind.XDP ? SHORT : P4_SHORT;
    }
}
