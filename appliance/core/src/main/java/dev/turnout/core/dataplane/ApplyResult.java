package dev.turnout.core.dataplane;

import java.util.List;

/** The outcome of carrying out a plan. */
public sealed interface ApplyResult {
    /**
     * @param slotWords slot words stored
     * @param records other records written or deleted
     */
    record Applied(long slotWords, long records) implements ApplyResult {}

    /** Some of it was written; what was is right, and planning again from a new snapshot converges. */
    record PartlyApplied(long slotWords, long records, List<Failure> failures) implements ApplyResult {
        public PartlyApplied {
            failures = List.copyOf(failures);
        }
    }

    /**
     * One entry that was refused.
     *
     * @param entry what, in words: {@code service 10.0.0.1:80/tcp}
     * @param code stable, {@code DP_…}
     */
    record Failure(String entry, String code, String message) {}
}
