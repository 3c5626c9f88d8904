package dev.turnout.hwtests.speed;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The tables of a site as they stand in a box's slots, found by their content, and what a change does to them. */
public final class Watched {
    private static final long PAUSE_NANOS = 20_000;

    private final SlotMap slots;
    private final Site site;
    private final int[] bases;
    private final Map<Integer, IpAddress> addresses = new HashMap<>();

    private Watched(SlotMap slots, Site site) {
        this.slots = slots;
        this.site = site;
        this.bases = new int[site.tables()];
    }

    /** The slots that a change moves last in each table, and what all of them held before. */
    public record Watch(int[] slots, int[] before) {
        public boolean isEmpty() {
            return slots.length == 0;
        }
    }

    /** Finds where each table is; throws where one is not. */
    public static Watched find(SlotMap slots, Site site, Site.Wish wish) {
        Watched watched = new Watched(slots, site);
        boolean[] taken = new boolean[slots.slots() / site.tableSize()];
        for (int table = 0; table < site.tables(); table++) {
            MaglevTable wanted = site.table(table, wish);
            int region = 0;
            while (region < taken.length && (taken[region] || !watched.holds(region * site.tableSize(), wanted))) {
                region++;
            }
            if (region == taken.length) {
                throw new IllegalStateException("table " + table + " stands nowhere");
            }
            taken[region] = true;
            watched.bases[table] = region * site.tableSize();
            watched.learn(table, wanted);
        }
        return watched;
    }

    /** Whether every owner has one id there, and no id two owners. */
    private boolean holds(int base, MaglevTable wanted) {
        Map<Integer, IpAddress> seen = new HashMap<>();
        Map<IpAddress, Integer> ids = new HashMap<>();
        for (int slot = 0; slot < wanted.size(); slot++) {
            int id = slots.word(base + slot).current();
            IpAddress owner = wanted.owner(slot);
            IpAddress known = addresses.get(id);
            if (id == 0
                    || known != null && !known.equals(owner)
                    || !owner.equals(seen.computeIfAbsent(id, _ -> owner))
                    || id != ids.computeIfAbsent(owner, _ -> id)) {
                return false;
            }
        }
        return true;
    }

    private void learn(int table, MaglevTable wanted) {
        for (int slot = 0; slot < wanted.size(); slot++) {
            addresses.put(slots.word(bases[table] + slot).current(), wanted.owner(slot));
        }
    }

    /** What to look at for a change to this. A slot in transition does not move, so it is not waited for. */
    public Watch before(Site.Wish next) {
        List<Integer> watch = new ArrayList<>();
        for (int table = 0; table < site.tables(); table++) {
            MaglevTable wanted = site.table(table, next);
            int last = lastToMove(bases[table], wanted);
            if (last >= 0) {
                watch.add(last);
            }
        }
        int[] at = watch.stream().mapToInt(Integer::intValue).toArray();
        int[] words = watch.stream().mapToInt(slot -> slots.word(slot).bits()).toArray();
        return new Watch(at, words);
    }

    private int lastToMove(int base, MaglevTable wanted) {
        for (int slot = wanted.size() - 1; slot >= 0; slot--) {
            SlotWord word = slots.word(base + slot);
            if (!word.inTransition() && !wanted.owner(slot).equals(addresses.get(word.current()))) {
                return base + slot;
            }
        }
        return -1;
    }

    /** Returns once every slot of the watch has another owner. */
    public void await(Watch watch, long limitNanos) {
        long end = System.nanoTime() + limitNanos;
        for (int i = 0; i < watch.slots().length; i++) {
            int before = new SlotWord(watch.before()[i]).current();
            while (slots.word(watch.slots()[i]).current() == before) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("slot " + watch.slots()[i] + " does not move");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Ids that a change has handed out anew. */
    public void learn(Site.Wish now) {
        for (int table = 0; table < site.tables(); table++) {
            MaglevTable wanted = site.table(table, now);
            for (int slot = 0; slot < wanted.size(); slot++) {
                SlotWord word = slots.word(bases[table] + slot);
                if (!word.inTransition()) {
                    addresses.put(word.current(), wanted.owner(slot));
                }
            }
        }
    }

    /** Whether no slot is in transition. */
    public boolean quiet() {
        for (int base : bases) {
            for (int slot = base; slot < base + site.tableSize(); slot++) {
                if (slots.word(slot).inTransition()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All words of all tables. */
    public int[] words() {
        int[] words = new int[site.tables() * site.tableSize()];
        int next = 0;
        for (int base : bases) {
            for (int slot = 0; slot < site.tableSize(); slot++) {
                words[next++] = slots.word(base + slot).bits();
            }
        }
        return words;
    }
}
