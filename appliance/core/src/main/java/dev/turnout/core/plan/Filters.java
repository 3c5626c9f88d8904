package dev.turnout.core.plan;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.FilterFill;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Which transit filter is used for what. */
final class Filters {
    private final List<FilterFill> fill;
    private final boolean[] named;
    private final OptionalInt retiring;

    Filters(DataplaneSnapshot observed, OptionalInt retiring) {
        this.fill = observed.filters();
        this.named = Planner.filtersNamed(observed.state());
        this.retiring = retiring;
    }

    /** Those whose false positives are more than this rate (0–1). */
    BitSet overfull(double maxFalsePositiveRate) {
        BitSet overfull = new BitSet(DataplaneSnapshot.FILTERS);
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            overfull.set(filter, fill.get(filter).falsePositiveRate() > maxFalsePositiveRate);
        }
        return overfull;
    }

    /**
     * The filter for slots that begin to move now: one that is in use or clean, since old marks in any other would be
     * taken for new ones. The one in use is preferred, so that the other stays clean for later.
     */
    OptionalInt forNewMoves(BitSet overfull) {
        int best = -1;
        int bestScore = 0;
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            int score = score(filter, overfull);
            if (score > bestScore) {
                best = filter;
                bestScore = score;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private int score(int filter, BitSet overfull) {
        boolean clean = fill.get(filter).clean();
        if (!named[filter] && !clean || overfull.get(filter)) {
            return 0;
        }
        boolean isRetiring = retiring.isPresent() && retiring.getAsInt() == filter;
        return isRetiring ? 1 : named[filter] ? 3 : 2;
    }
}
