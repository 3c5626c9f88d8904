package dev.turnout.core.dataplane;

/**
 * What a slot says, in 32 bits, least significant first: current owner 15, previous owner 15, filter 1, frozen 1.
 *
 * <p>Owners are {@link BackendId} values, 0 for none. {@code previous == 0} is stable. Otherwise the slot is in
 * transition: a TCP SYN goes to current and is marked in the named transit filter; any other packet goes to current if
 * its flow is marked, else to previous. Frozen, the move is being taken back: unmarked SYNs go to previous and set no
 * mark.
 */
public record SlotWord(int bits) {
    public static final int OWNER_BITS = 15;
    public static final int OWNER_MASK = (1 << OWNER_BITS) - 1;
    public static final int FILTER_BIT = 30;
    public static final int FROZEN_BIT = 31;
    /** Nobody owns it. */
    public static final SlotWord NONE = new SlotWord(0);

    public static SlotWord stable(int current) {
        return of(current, 0, 0, false);
    }

    public static SlotWord of(int current, int previous, int filter, boolean frozen) {
        if ((current & ~OWNER_MASK) != 0 || (previous & ~OWNER_MASK) != 0 || (filter & ~1) != 0) {
            throw new IllegalArgumentException("slot " + current + ", " + previous + ", " + filter);
        }
        return new SlotWord(current | previous << OWNER_BITS | filter << FILTER_BIT | (frozen ? 1 << FROZEN_BIT : 0));
    }

    public int current() {
        return bits & OWNER_MASK;
    }

    public int previous() {
        return bits >>> OWNER_BITS & OWNER_MASK;
    }

    /** 0 or 1; means something only in transition. */
    public int filter() {
        return bits >>> FILTER_BIT & 1;
    }

    public boolean frozen() {
        return bits >>> FROZEN_BIT != 0;
    }

    public boolean inTransition() {
        return isInTransition(bits);
    }

    /** The same of bits, for loops over many: objects are made of those words alone that are looked at. */
    public static boolean isInTransition(int bits) {
        return (bits >>> OWNER_BITS & OWNER_MASK) != 0;
    }

    /** Whom the slot ends with once nothing moves: previous if the move is being taken back, else current. */
    public int restingOwner() {
        return inTransition() && frozen() ? previous() : current();
    }

    @Override
    public String toString() {
        return inTransition()
                ? current() + "<-" + previous() + "/f" + filter() + (frozen() ? "/frozen" : "")
                : Integer.toString(current());
    }
}
