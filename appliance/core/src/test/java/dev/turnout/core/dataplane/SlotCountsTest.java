package dev.turnout.core.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.BitSet;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotCountsTest {
    private static final int[] IDS = {0, 1, 2, 77, BackendId.MAX};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void everyNumberIsWhatTheWordsSay(int seed) {
        Random random = new Random(seed);
        SlotTable table = SlotTable.generate(1024, _ -> word(random).bits());
        SlotCounts counts = table.counts();
        assertSame(counts, table.counts(), "counted once");
        for (int id : IDS) {
            assertEquals(count(table, SlotWord::current, id), counts.current(id), "current " + id + ", seed " + seed);
            assertEquals(
                    id == 0 ? 0 : count(table, SlotWord::previous, id),
                    counts.previous(id),
                    "previous " + id + ", seed " + seed);
            assertEquals(
                    count(table, SlotWord::restingOwner, id), counts.resting(id), "resting " + id + ", seed " + seed);
        }
        assertEquals(0, counts.current(78));
        assertEquals(slots(table, SlotWord::inTransition), counts.inTransition());
        assertEquals(slots(table, word -> word.inTransition() && word.frozen()), counts.frozen());
        assertEquals(slots(table, word -> word.inTransition() && word.filter() == 1), counts.inTransition(1));
        assertEquals(owners(id -> count(table, SlotWord::current, id) > 0), counts.currentOwners());
        assertEquals(owners(id -> count(table, SlotWord::restingOwner, id) > 0), counts.restingOwners());
    }

    @Test
    void aTableThatNobodyOwnsHasOneOwnerWhoIsNobody() {
        SlotCounts counts = SlotTable.generate(256, _ -> 0).counts();
        assertEquals(256, counts.current(0));
        assertEquals(0, counts.inTransition());
        assertEquals(owners(id -> id == 0), counts.allOwners());
    }

    private static SlotWord word(Random random) {
        int current = IDS[random.nextInt(IDS.length)];
        int previous = random.nextInt(3) == 0 ? IDS[random.nextInt(IDS.length)] : 0;
        return previous == 0
                ? SlotWord.stable(current)
                : SlotWord.of(current, previous, random.nextInt(2), random.nextBoolean());
    }

    private interface WordPredicate {
        boolean test(SlotWord word);
    }

    private static int slots(SlotTable table, WordPredicate which) {
        return (int) IntStream.range(0, table.size())
                .filter(slot -> which.test(table.slot(slot)))
                .count();
    }

    private static int count(SlotTable table, ToIntFunction<SlotWord> owner, int id) {
        return slots(table, word -> owner.applyAsInt(word) == id);
    }

    private static BitSet owners(IntPredicate which) {
        BitSet owners = new BitSet();
        IntStream.of(IDS).filter(which).forEach(owners::set);
        return owners;
    }
}
