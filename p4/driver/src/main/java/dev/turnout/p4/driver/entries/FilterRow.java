package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/**
 * A transit filter, as the packet path is told of it.
 *
 * @param filter 0 or 1
 * @param epoch 1–65,535: cells that hold it are marked
 * @param maxFalsePositiveRate from 0 to 1, 0 = any
 */
public record FilterRow(int filter, int epoch, double maxFalsePositiveRate) implements Row {
    public static final int LAST_EPOCH = 65_535;
    /** Of a filter: so many of each hash. */
    public static final int CELLS = 65_536;

    private static final int HASHES = 4;
    private static final int EPOCH_BITS = 16;
    private static final int LIMIT_BITS = 32;

    /** @param marked cells */
    public static FilterFill fill(long marked) {
        return new FilterFill(marked, (long) HASHES * CELLS, HASHES);
    }

    /** @return 1 behind the last: then no cell may hold an epoch of the time before */
    public static int after(int epoch) {
        return epoch >= LAST_EPOCH ? 1 : epoch + 1;
    }

    /** Marked cells with which it takes no more; 0: any number. */
    private long limit() {
        long room = fill(0).room(maxFalsePositiveRate);
        return room == Long.MAX_VALUE ? 0 : room;
    }

    @Override
    public TableEntry key() {
        return Row.key(Ids.TRANSIT_FILTER, Row.exact(1, Values.of(filter)));
    }

    @Override
    public TableAction action() {
        return Row.action(
                Ids.SET_FILTER,
                Values.of(epoch),
                Values.of(limit()),
                Values.of(Double.doubleToRawLongBits(maxFalsePositiveRate)));
    }

    static FilterRow read(Fields fields) throws StrayException {
        fields.requireAction(Ids.SET_FILTER);
        FilterRow row = new FilterRow(
                Values.small(fields.match(1), 1),
                Values.small(fields.param(1), EPOCH_BITS),
                Double.longBitsToDouble(Values.bits(fields.param(3))));
        Values.require(row.epoch > 0, "0 is no epoch");
        Values.require(row.limit() == Values.number(fields.param(2), LIMIT_BITS), "limit and rate contradict");
        return row;
    }

    @Override
    public String words() {
        return "transit filter " + filter;
    }
}
