package dev.turnout.p4.softswitch.wire;

/**
 * What a port has counted, in frames.
 *
 * @param received handed to the switch
 * @param sent taken by the kernel
 * @param overrun lost on their way in, since the switch was too slow
 * @param unreadable lost on their way in: longer than any frame here, or not to be had from the kernel
 * @param unsent lost on their way out: the interface is down or gone, its queue full, the frame too long for it
 * @param faults lost to an error in the switch itself
 */
public record PortCounts(long received, long sent, long overrun, long unreadable, long unsent, long faults) {
    @Override
    public String toString() {
        return received + " in, " + sent + " out, " + (overrun + unreadable + unsent + faults) + " lost";
    }
}
