package dev.turnout.core.dataplane;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How many slots of a table each backend has, and how many are in transition: all that most questions about a table come down
 * to, counted in one pass. Immutable.
 */
public final class SlotCounts {
    private final int[] owners;
    private final int[] current;
    private final int[] previous;
    private final int[] resting;
    /** By filter, and within it those that are not frozen before those that are. */
    private final int[] ofKind;

    private SlotCounts(int[] owners, int[] current, int[] previous, int[] resting, int[] ofKind) {
        this.owners = owners;
        this.current = current;
        this.previous = previous;
        this.resting = resting;
        this.ofKind = ofKind;
    }

    /** A loop over plain numbers: tables are large, and much of a process's life it is not compiled yet. */
    static SlotCounts of(int[] words) {
        int highest = 0;
        for (int word : words) {
            highest = Math.max(
                    highest, Math.max(word & SlotWord.OWNER_MASK, word >>> SlotWord.OWNER_BITS & SlotWord.OWNER_MASK));
        }
        int[] current = new int[highest + 1];
        int[] previous = new int[highest + 1];
        int[] resting = new int[highest + 1];
        int[] ofKind = new int[2 * DataplaneSnapshot.FILTERS];
        for (int word : words) {
            int now = word & SlotWord.OWNER_MASK;
            int before = word >>> SlotWord.OWNER_BITS & SlotWord.OWNER_MASK;
            current[now]++;
            if (before == 0) {
                resting[now]++;
            } else {
                previous[before]++;
                ofKind[kind(word >>> SlotWord.FILTER_BIT & 1, word < 0)]++;
                resting[word < 0 ? before : now]++;
            }
        }
        return compact(current, previous, resting, ofKind);
    }

    /** A box has thousands of ids and a table names a hundred of them. */
    private static SlotCounts compact(int[] current, int[] previous, int[] resting, int[] ofKind) {
        int[] owners = new int[current.length];
        int count = 0;
        for (int id = 0; id < current.length; id++) {
            if (current[id] + previous[id] > 0) {
                current[count] = current[id];
                previous[count] = previous[id];
                resting[count] = resting[id];
                owners[count++] = id;
            }
        }
        return new SlotCounts(
                Arrays.copyOf(owners, count),
                Arrays.copyOf(current, count),
                Arrays.copyOf(previous, count),
                Arrays.copyOf(resting, count),
                ofKind);
    }

    /** Slots that name a backend as their current owner; of 0, those that nobody owns. */
    public int current(int id) {
        return of(current, id);
    }

    /** Slots in transition that name a backend as their previous owner. */
    public int previous(int id) {
        return of(previous, id);
    }

    /** Slots that end with a backend once nothing moves: see {@link SlotWord#restingOwner}. */
    public int resting(int id) {
        return of(resting, id);
    }

    private int of(int[] counts, int id) {
        int index = Arrays.binarySearch(owners, id);
        return index < 0 ? 0 : counts[index];
    }

    public int inTransition() {
        return Arrays.stream(ofKind).sum();
    }

    /** Of those in transition, the ones that are frozen. */
    public int frozen() {
        int frozen = 0;
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            frozen += inTransition(filter, true);
        }
        return frozen;
    }

    /** Of those in transition, the ones that name a filter. */
    public int inTransition(int filter) {
        return inTransition(filter, false) + inTransition(filter, true);
    }

    /** Of those, the ones that are frozen, or the ones that are not. */
    public int inTransition(int filter, boolean frozen) {
        return ofKind[kind(filter, frozen)];
    }

    private static int kind(int filter, boolean frozen) {
        return 2 * filter + (frozen ? 1 : 0);
    }

    /** The current owners; 0 is nobody, and is among them where a slot has none. */
    public BitSet currentOwners() {
        return owners(current);
    }

    /** Whom slots end with; 0 likewise. */
    public BitSet restingOwners() {
        return owners(resting);
    }

    /** Current and previous owners; 0 likewise. */
    public BitSet allOwners() {
        BitSet all = new BitSet();
        Arrays.stream(owners).forEach(all::set);
        return all;
    }

    private BitSet owners(int[] counts) {
        BitSet found = new BitSet();
        for (int index = 0; index < owners.length; index++) {
            if (counts[index] > 0) {
                found.set(owners[index]);
            }
        }
        return found;
    }
}
