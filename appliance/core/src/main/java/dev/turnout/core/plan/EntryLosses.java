package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.SlotTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** What flows lose whose entry of the flow table becomes void: they go to the owner of their slot. */
final class EntryLosses {
    private final boolean drawsAnew;
    private final Map<BackendId, Long> entries;
    private final SlotTable table;
    private final Owners owners;
    private final Spread after;

    EntryLosses(Losses.Traits becomes, Map<BackendId, Long> entries, SlotTable table, SlotTable wanted, Owners owners) {
        this.drawsAnew = becomes.drawsInMidFlow();
        this.entries = entries;
        this.table = table;
        this.owners = owners;
        this.after = Spread.of(wanted, owners);
    }

    List<Loss> all() {
        BitSet dead = new BitSet();
        BitSet removed = new BitSet();
        Share ofDead = Share.NONE;
        Share ofRemoved = Share.NONE;
        for (int id = BackendId.MIN; id <= BackendId.MAX; id++) {
            if (owners.forsaken(id)) {
                Share lost = lost(id);
                (owners.dead(id) ? dead : removed).set(id, !lost.isNone());
                ofDead = owners.dead(id) ? ofDead.and(lost) : ofDead;
                ofRemoved = owners.dead(id) ? ofRemoved : ofRemoved.and(lost);
            }
        }
        List<Loss> losses = new ArrayList<>(Losses.dead(dead, ofDead, owners));
        losses.addAll(Losses.loss(
                "PLAN_BACKEND_REMOVED",
                owners.names(removed)
                        + " leaves the document, which voids what the flow table says of it; weight 0 would keep it",
                ofRemoved));
        return losses;
    }

    private Share lost(int id) {
        if (entries.isEmpty() && table.counts().resting(id) == 0) {
            return owners.departs(id) ? Share.UNKNOWN : Share.NONE;
        }
        double with = with(id);
        double stay = after.chance(owners.serverOf(id)).atMost();
        // Where the server is there yet, under another encapsulation, who finds it again depends on where flows began.
        return drawsAnew || stay == 0 ? Share.of(with * (1 - stay)) : Share.between(0, with);
    }

    /** The share of flows that are with a backend; where nobody counted, they are taken to be spread as the slots are. */
    private double with(int id) {
        if (entries.isEmpty()) {
            return (double) table.counts().resting(id) / table.size();
        }
        long all = entries.values().stream().mapToLong(Long::longValue).sum();
        return (double) entries.getOrDefault(new BackendId(id), 0L) / all;
    }
}
