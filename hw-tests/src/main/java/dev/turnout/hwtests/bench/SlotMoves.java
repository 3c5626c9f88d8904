package dev.turnout.hwtests.bench;

import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.maglev.TableSizes;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How many slots of a table change their owner with one of its backends: computed, not timed. */
final class SlotMoves {
    private static final int[] BACKENDS = {10, 100, 1_000};
    private static final int CHOICES = 10;
    private static final int WEIGHT = 10;

    private SlotMoves() {}

    /** What happens to the one backend, beside others of weight 10; halved is its weight. */
    enum Move {
        REMOVED("removed", WEIGHT, 0),
        ADDED("added", 0, WEIGHT),
        HALVED("halved", WEIGHT, WEIGHT / 2);

        private final String words;
        private final int before;
        private final int after;

        Move(String words, int before, int after) {
            this.words = words;
            this.before = before;
            this.after = after;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * The mean over ten choices of the backend.
     *
     * @param backends how many there are, the one included
     * @param moved slots whose owner is another
     * @param least slots that any table had to move for the backends to have their shares
     */
    record Row(int backends, int slots, Move move, double moved, double least) {
        double movedPercent() {
            return 100 * moved / slots;
        }

        double leastPercent() {
            return 100 * least / slots;
        }
    }

    static List<Row> compute() {
        List<Row> rows = new ArrayList<>();
        for (int backends : BACKENDS) {
            for (Move move : Move.values()) {
                rows.add(row(backends, move));
            }
        }
        return rows;
    }

    private static Row row(int count, Move move) {
        Permutations permutations = new Permutations(new Seed("5eed".repeat(16)));
        int size = TableSizes.forBackends(count);
        double moved = 0;
        double least = 0;
        for (int choice = 0; choice < CHOICES; choice++) {
            int one = choice * count / CHOICES;
            MaglevTable before = MaglevTable.build(permutations, backends(count, one, move.before), size);
            MaglevTable after = MaglevTable.build(permutations, backends(count, one, move.after), size);
            moved += moved(before, after);
            least += least(before, after);
        }
        return new Row(count, size, move, moved / CHOICES, least / CHOICES);
    }

    private static List<Backend> backends(int count, int one, int itsWeight) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Backend(IpAddress.ipv4(0x0a000001 + i), i == one ? itsWeight : WEIGHT))
                .toList();
    }

    private static long moved(MaglevTable before, MaglevTable after) {
        return IntStream.range(0, before.size())
                .filter(slot -> !before.owner(slot).equals(after.owner(slot)))
                .count();
    }

    /** What the backends that have more slots than before have gained. */
    private static long least(MaglevTable before, MaglevTable after) {
        Map<IpAddress, Integer> had = new HashMap<>();
        for (int i = 0; i < before.backends().size(); i++) {
            had.put(before.backends().get(i), before.slotsOf(i));
        }
        long gained = 0;
        for (int i = 0; i < after.backends().size(); i++) {
            gained += Math.max(
                    0, after.slotsOf(i) - had.getOrDefault(after.backends().get(i), 0));
        }
        return gained;
    }
}
