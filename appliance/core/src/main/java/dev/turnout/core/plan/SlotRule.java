package dev.turnout.core.plan;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * What one slot of one table does next: the whole of the transition rules, a slot at a time.
 *
 * <pre>
 *               moves                     ended
 *   stable A ──────────▶ (B, prev A) ─────────────▶ stable B
 *      ▲                  │      ▲
 *      │ ended     roll-back,    │ B is wanted again,
 *      │           B drains,     │ filter has room
 *      │           filter full   │
 *      └───────────── (B, prev A, frozen)
 * </pre>
 *
 * <p>A slot in transition does not move on before it has ended, save that a dead current owner is replaced at once: its
 * flows are lost in any case, and marks name the owner that they were made for, so those of the dead one mean nothing to
 * its successor.
 *
 * @param keepsFlows whether a service of this table asks for transitions at all
 * @param dead owners that cannot serve anything
 * @param wanted owners of at least one slot of the table as it should be; whoever is not among them is draining
 * @param full filters that take no more marks
 * @param newFilter the filter that slots which begin to move now are marked in; none where no filter can be used yet, so
 *     that they wait
 */
record SlotRule(
        TableId table,
        boolean keepsFlows,
        BitSet dead,
        BitSet wanted,
        BitSet full,
        OptionalInt newFilter,
        TransitionFacts facts) {

    /**
     * @param word what the slot says
     * @param owner who should own it; 0 for nobody
     * @return what it should say now
     */
    int next(int word, int owner) {
        if (word == owner) {
            // Most slots, most of the time: owned by who should own it, and nothing of it moves.
            return word;
        }
        SlotWord slot = new SlotWord(word);
        if (slot.inTransition()) {
            SlotWord going = moving(slot, owner);
            return going.inTransition() ? going.bits() : settled(going.current(), owner);
        }
        return settled(slot.current(), owner);
    }

    /** A slot in transition: what becomes of it, before it may begin a new move. */
    private SlotWord moving(SlotWord slot, int owner) {
        if (!keepsFlows) {
            return SlotWord.stable(slot.frozen() ? slot.previous() : slot.current());
        }
        if (dead.get(slot.previous())) {
            return SlotWord.stable(slot.current());
        }
        // While its filter is full, new flows begin on the previous owner: such a one may have begun since the last
        // look.
        if (hasEnded(slot) && (slot.frozen() || !isFull(slot))) {
            return SlotWord.stable(slot.frozen() ? slot.previous() : slot.current());
        }
        return slot.frozen() ? frozen(slot, owner) : unfrozen(slot, owner);
    }

    private SlotWord frozen(SlotWord slot, int owner) {
        if (dead.get(slot.current())) {
            return SlotWord.stable(slot.previous());
        }
        boolean wantedAgain = slot.current() == owner && !isFull(slot);
        return wantedAgain ? withFrozen(slot, false) : slot;
    }

    private SlotWord unfrozen(SlotWord slot, int owner) {
        if (slot.current() == owner) {
            return isFull(slot) ? withFrozen(slot, true) : slot;
        }
        if (slot.current() == 0 || dead.get(slot.current())) {
            return owner == slot.previous()
                    ? SlotWord.stable(owner)
                    : SlotWord.of(owner, slot.previous(), slot.filter(), false);
        }
        boolean takenBack = owner == slot.previous() || !wanted.get(slot.current());
        return takenBack || isFull(slot) ? withFrozen(slot, true) : slot;
    }

    /** Nobody is marked for an owner that is none. */
    private boolean isFull(SlotWord slot) {
        return slot.current() != 0 && full.get(slot.filter());
    }

    private boolean hasEnded(SlotWord slot) {
        return facts.ended().contains(new Wave(table, slot.filter(), slot.frozen()));
    }

    private static SlotWord withFrozen(SlotWord slot, boolean frozen) {
        return SlotWord.of(slot.current(), slot.previous(), slot.filter(), frozen);
    }

    /** A stable slot: it begins to move if it should, and if there is anybody to keep. */
    private int settled(int current, int owner) {
        if (current == owner) {
            return SlotWord.stable(current).bits();
        }
        if (current == 0 || !keepsFlows || dead.get(current)) {
            return SlotWord.stable(owner).bits();
        }
        return newFilter.isPresent()
                ? SlotWord.of(owner, current, newFilter.getAsInt(), false).bits()
                : SlotWord.stable(current).bits();
    }
}
