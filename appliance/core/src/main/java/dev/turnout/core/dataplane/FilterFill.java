package dev.turnout.core.dataplane;

/**
 * How full a transit filter is.
 *
 * @param bitsSet of its bits, how many are set
 * @param bits its size
 * @param hashes bits that a mark sets
 */
public record FilterFill(long bitsSet, long bits, int hashes) {
    public static final FilterFill EMPTY = new FilterFill(0, 1, 1);

    public boolean clean() {
        return bitsSet == 0;
    }

    /** The chance that an unmarked flow is taken for a marked one: fill to the power of the number of hashes. */
    public double falsePositiveRate() {
        return Math.pow((double) bitsSet / bits, hashes);
    }
}
