package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import java.util.Map;

/** How flows without mark or entry find servers: the chance of each, which is a range where slots are in transition. */
final class Spread {
    private final double[] surely = new double[BackendId.MAX + 1];
    private final double[] perhaps = new double[BackendId.MAX + 1];
    private int slots;

    /** By where packets go now; a slot in transition sends them to its previous owner, and to its current once it ends. */
    static Spread of(SlotTable table, Owners owners) {
        Spread spread = new Spread();
        for (int slot = 0; slot < table.size(); slot++) {
            SlotWord word = table.slot(slot);
            int current = owners.serverOf(word.current());
            spread.add(current, word.inTransition() ? owners.serverOf(word.previous()) : current);
        }
        return spread;
    }

    private void add(int one, int other) {
        slots++;
        perhaps[one]++;
        if (one == other) {
            surely[one]++;
        } else {
            perhaps[other]++;
        }
    }

    /** The chance of a server; nobody has none. */
    Share chance(int server) {
        return server == 0 ? Share.NONE : Share.between(surely[server] / slots, perhaps[server] / slots);
    }

    /** The share of flows, so many with each backend, that are with another one by chance. */
    Share elsewhere(Map<BackendId, Long> flows, Owners owners) {
        double all = 0;
        double stay = 0;
        double mayStay = 0;
        for (Map.Entry<BackendId, Long> entry : flows.entrySet()) {
            Share chance = chance(owners.serverOf(entry.getKey().value()));
            all += entry.getValue();
            stay += chance.atLeast() * entry.getValue();
            mayStay += chance.atMost() * entry.getValue();
        }
        return Share.between(1 - mayStay / all, 1 - stay / all);
    }
}
