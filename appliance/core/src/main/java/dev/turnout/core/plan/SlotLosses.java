package dev.turnout.core.plan;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What flows lose whose slot has decided alone, or with marks, slot by slot. */
final class SlotLosses {
    private final Losses.Traits was;
    private final Losses.Traits becomes;
    private final SlotTable table;
    private final SlotTable wanted;
    private final Owners owners;
    private final Tally dead = new Tally();
    private final Tally moved = new Tally();

    /** Slots whose flows are lost for one reason, at least and at most, and who owned them. */
    private static final class Tally {
        private final BitSet ids = new BitSet();
        private int least;
        private int most;

        Share of(int slots) {
            return slots == 0 ? Share.NONE : Share.between((double) least / slots, (double) most / slots);
        }
    }

    private enum Fate {
        KEPT,
        DEAD,
        MOVED
    }

    SlotLosses(Losses.Traits was, Losses.Traits becomes, SlotTable table, SlotTable wanted, Owners owners) {
        this.was = was;
        this.becomes = becomes;
        this.table = table;
        this.wanted = wanted;
        this.owners = owners;
    }

    List<Loss> all() {
        int inUse = 0;
        for (int slot = 0; slot < Math.max(table.size(), wanted.size()); slot++) {
            SlotWord word = table.slot(slot & table.size() - 1);
            int target = wanted.slot(slot & wanted.size() - 1).current();
            SlotOwners holders = SlotOwners.of(word, was.marks());
            if (holders.one() != 0) {
                inUse++;
                Fate one = fate(holders.one(), word, target);
                Fate other = fate(holders.other(), word, target);
                count(dead, Fate.DEAD, holders, one, other);
                count(moved, Fate.MOVED, holders, one, other);
            }
        }
        List<Loss> losses = new ArrayList<>(Losses.dead(dead.ids, dead.of(inUse), owners));
        Share share = moved.of(inUse);
        // Who sends between two plans of the change has an entry before the slot moves.
        losses.addAll(
                Losses.loss(moveCode(), moveMessage(), becomes.remembers() ? new Share(0, share.atMost()) : share));
        return losses;
    }

    private static void count(Tally tally, Fate fate, SlotOwners holders, Fate ofOne, Fate ofOther) {
        if (ofOne == fate) {
            tally.ids.set(holders.one());
        }
        if (ofOther == fate) {
            tally.ids.set(holders.other());
        }
        tally.least += ofOne == fate && ofOther == fate ? 1 : 0;
        tally.most += ofOne == fate || ofOther == fate ? 1 : 0;
    }

    private Fate fate(int owner, SlotWord word, int target) {
        if (becomes.marks()) {
            if (owners.dead(owner) && (target != owner || word.inTransition())) {
                return Fate.DEAD;
            }
            boolean found = was.marks() || sameServer(unmarkedOwner(word.bits()), owner);
            return found ? Fate.KEPT : Fate.MOVED;
        }
        if (sameServer(target, owner)) {
            return Fate.KEPT;
        }
        return owners.dead(owner) ? Fate.DEAD : Fate.MOVED;
    }

    private boolean sameServer(int a, int b) {
        return a == b || a != 0 && b != 0 && owners.serverOf(a) == owners.serverOf(b);
    }

    /** Whom a packet of TRANSIT in mid-flow and without a mark goes to. */
    static int unmarkedOwner(int bits) {
        SlotWord word = new SlotWord(bits);
        return word.inTransition() ? word.previous() : word.current();
    }

    private String moveCode() {
        return was.persistence() == becomes.persistence() ? "PLAN_NO_MARKS" : "PLAN_PERSISTENCE";
    }

    private String moveMessage() {
        if (was.persistence() == becomes.persistence()) {
            return "persistence " + was.persistence() + " keeps no flow whose slot moves";
        }
        String change = "persistence changes from " + was.persistence() + " to " + becomes.persistence();
        return becomes.remembers()
                ? change + ", and flows without an entry yet go with their slots as these move"
                : change + ", and flows of slots that move or are in transition go with them";
    }
}
