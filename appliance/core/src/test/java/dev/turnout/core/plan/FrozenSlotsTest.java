package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class FrozenSlotsTest {
    private static final SlotWord FROZEN = SlotWord.of(2, 1, 0, true);

    private static SlotTable table(int size, IntUnaryOperator owner) {
        return SlotTable.generate(
                size, slot -> SlotWord.stable(owner.applyAsInt(slot)).bits());
    }

    /** Slots 0 to 3 have moved from 1 to 2 and are frozen; 4 has moved and is not; the others are 2's. */
    private static SlotTable now() {
        return SlotTable.generate(8, slot -> {
            SlotWord moving = slot == 4 ? SlotWord.of(2, 1, 0, false) : SlotWord.stable(2);
            return (slot < 4 ? FROZEN : moving).bits();
        });
    }

    @Test
    void aSlotWhosePreviousOwnerIsWantedIsTakenBack() {
        assertEquals(new FrozenSlots(1, 0, 3), FrozenSlots.of(now(), table(8, slot -> slot == 0 ? 1 : 2)));
        assertEquals(new FrozenSlots(4, 0, 0), FrozenSlots.of(now(), table(8, _ -> 1)));
    }

    @Test
    void anOwnerThatIsNotWantedIsLeaving() {
        assertEquals(new FrozenSlots(2, 2, 0), FrozenSlots.of(now(), table(8, slot -> slot < 2 ? 1 : 3)));
    }

    @Test
    void anOwnerThatIsWantedWaitsForTheFilter() {
        assertEquals(new FrozenSlots(0, 0, 4), FrozenSlots.of(now(), table(8, _ -> 2)));
        assertEquals(new FrozenSlots(0, 0, 4), FrozenSlots.of(now(), table(8, slot -> slot < 4 ? 3 : 2)));
    }

    @Test
    void theWantedTableMayBeOfAnotherSize() {
        assertEquals(new FrozenSlots(2, 0, 2), FrozenSlots.of(now(), table(4, slot -> slot < 2 ? 1 : 2)));
        assertEquals(new FrozenSlots(2, 0, 2), FrozenSlots.of(now(), table(16, slot -> slot % 8 < 2 ? 1 : 2)));
        assertEquals(4, FrozenSlots.of(now(), table(16, _ -> 3)).all());
    }
}
