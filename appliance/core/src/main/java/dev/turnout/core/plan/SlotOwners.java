package dev.turnout.core.plan;

import dev.turnout.core.dataplane.SlotWord;

/**
 * With whom the flows of a slot are; the two are the same but in transition.
 *
 * @param one 0 where there is nobody, and so no flow
 */
record SlotOwners(int one, int other) {
    /** @param marks whether the slot's service tells flows of previous owners apart */
    static SlotOwners of(SlotWord word, boolean marks) {
        if (!marks || !word.inTransition()) {
            return new SlotOwners(word.restingOwner(), word.restingOwner());
        }
        return new SlotOwners(word.previous(), word.current() == 0 ? word.previous() : word.current());
    }
}
