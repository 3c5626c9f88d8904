package dev.turnout.core.dataplane;

/**
 * The packets that hold a table's transitions open.
 *
 * @param toPrevious unmarked packets sent to the previous owner of a slot that is not frozen
 * @param toFrozenCurrent marked packets sent to the current owner of a frozen slot
 */
public record TransitTraffic(long toPrevious, long toFrozenCurrent) {
    public static final TransitTraffic NONE = new TransitTraffic(0, 0);
}
