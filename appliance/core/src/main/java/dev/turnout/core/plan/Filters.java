package dev.turnout.core.plan;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.FilterFill;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Which transit filter is used for what. */
final class Filters {
    private final List<FilterFill> fill;
    private final BitSet full = new BitSet(DataplaneSnapshot.FILTERS);
    private final boolean[] named;
    private final OptionalInt retiring;

    /** @param maxFalsePositiveRate beyond which a filter is full (0–1) */
    Filters(DataplaneSnapshot observed, double maxFalsePositiveRate, OptionalInt retiring) {
        this.fill = observed.filters();
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            full.set(filter, fill.get(filter).full(maxFalsePositiveRate));
        }
        this.named = Planner.filtersNamed(observed.state());
        this.retiring = retiring;
    }

    /** Those that take no more marks. */
    BitSet full() {
        return full;
    }

    /**
     * The filter for slots that begin to move now: one that is in use or clean, since old marks in any other would be
     * taken for new ones. The one in use is preferred, so that the other stays clean for later.
     */
    OptionalInt forNewMoves() {
        int best = -1;
        int bestScore = 0;
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            int score = score(filter);
            if (score > bestScore) {
                best = filter;
                bestScore = score;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private int score(int filter) {
        boolean clean = fill.get(filter).clean();
        if (!named[filter] && !clean || full.get(filter)) {
            return 0;
        }
        boolean isRetiring = retiring.isPresent() && retiring.getAsInt() == filter;
        return isRetiring ? 1 : named[filter] ? 3 : 2;
    }
}
