package dev.turnout.p4.driver;

/** What the box's own stack gets from the switch. Called by a thread of the channel: must not wait. */
@FunctionalInterface
public interface PacketSink {
    /** To nobody. */
    PacketSink NONE = (_, _, _, _) -> {};

    /**
     * @param port by which it came in
     * @param outcome why it comes: passed on, or to be answered by software
     * @param fits of one that is too big for its backend the size of IP packet that is not; else 0
     * @param frame as it came in
     */
    void packet(int port, Outcome outcome, int fits, byte[] frame);
}
