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

    /** How many bits may be set before more than that share of unmarked flows (0–1; 0 = any) is taken for marked. */
    public long room(double maxFalsePositiveRate) {
        return maxFalsePositiveRate == 0
                ? Long.MAX_VALUE
                : Math.max(1, (long) (bits * Math.pow(maxFalsePositiveRate, 1.0 / hashes)));
    }

    /** Whether it must take no more marks. */
    public boolean full(double maxFalsePositiveRate) {
        return bitsSet >= room(maxFalsePositiveRate);
    }

    /** The chance that an unmarked flow is taken for a marked one: fill to the power of the number of hashes. */
    public double falsePositiveRate() {
        return Math.pow((double) bitsSet / bits, hashes);
    }
}
