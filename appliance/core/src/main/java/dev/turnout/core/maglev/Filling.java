package dev.turnout.core.maglev;

/**
 * The hot loop: backends take free slots in turn until each has its quota. Lives for one table.
 *
 * <p>While many slots are free, a backend walks its permutation past those that are taken; a bitmap of them stays in the
 * first-level cache. A walk takes M/free steps, so the last few slots would cost more than all others together.
 * Therefore, once few are free, the walk is turned round: skip is odd, so it has an inverse modulo 2^32, and the rank of a
 * free slot s in the permutation, seen from the position p, is (s − p)·skip⁻¹ mod M. The least rank among the free slots
 * is where the walk would end; it is found without walking.
 */
final class Filling {
    /** As many multiplications, which run several at once, cost about what the walk of that stage does. */
    private static final int FEW = 512;

    /** Of four bits the lowest that is 0, two bits for each of the fifteen cases. */
    private static final int LOWEST_ZERO = 0b00_01_00_10_00_01_00_11_00_01_00_10_00_01_00;

    private final int mask;
    /** For each backend in turn: where its walk goes on, its stride, and the slots that it still takes. */
    private final int[] position;

    private final int[] skip;
    private final int[] wanted;

    private final long[] taken;
    /** By slot: its owner; of a free slot, once few are free, its index in {@code freeSlots}. */
    private final int[] owner;

    private int free;
    private int[] freeSlots = {};

    private Filling(int[] position, int[] skip, int[] quotas, int size) {
        this.position = position;
        this.skip = skip;
        wanted = quotas.clone();
        mask = size - 1;
        taken = new long[size >>> 6];
        owner = new int[size];
        free = size;
    }

    /**
     * The owner of each slot, as an index of the arrays.
     *
     * @param position the offsets; used up
     * @param skip odd
     * @param quotas their sum is the size
     * @param size a power of two, 64 or more
     */
    static int[] fill(int[] position, int[] skip, int[] quotas, int size) {
        Filling filling = new Filling(position, skip, quotas, size);
        int[] turns = new int[quotas.length];
        int count = 0;
        for (int i = 0; i < quotas.length; i++) {
            if (quotas[i] > 0) {
                turns[count++] = i;
            }
        }
        while (count > 0) {
            count = filling.round(turns, count);
        }
        return filling.owner;
    }

    /** Each of the first {@code count} takes a slot. Returns how many want more, and leaves them in front, in order. */
    private int round(int[] turns, int count) {
        int kept = 0;
        for (int turn = 0; turn < count; turn++) {
            int backend = turns[turn];
            int slot = free > FEW ? walk(taken, position[backend], skip[backend]) & mask : nearest(backend);
            position[backend] = slot + skip[backend] & mask;
            taken[slot >>> 6] |= 1L << slot;
            owner[slot] = backend;
            free--;
            if (--wanted[backend] > 0) {
                turns[kept++] = backend;
            }
        }
        return kept;
    }

    /**
     * The first free slot, not yet cut to M. It looks at four at a time: their loads run at once, and whether one of them is
     * free is guessed right far more often than whether the next is. Which of them it is comes from a constant, since the first
     * of the JVM's compilers, which an agent runs on, has no instruction for it.
     */
    private static int walk(long[] taken, int from, int stride) {
        int first = from;
        while (true) {
            int second = first + stride;
            int third = second + stride;
            int fourth = third + stride;
            int found = bit(taken, first) | bit(taken, second) << 1 | bit(taken, third) << 2 | bit(taken, fourth) << 3;
            if (found != 0b1111) {
                return first + stride * (LOWEST_ZERO >>> 2 * found & 3);
            }
            first = fourth + stride;
        }
    }

    /** The array's length is a power of two too: cutting the index by it takes the slot modulo M and spares the check. */
    private static int bit(long[] taken, int slot) {
        return (int) (taken[slot >>> 6 & taken.length - 1] >>> slot) & 1;
    }

    private int nearest(int backend) {
        if (freeSlots.length == 0) {
            gather();
        }
        int from = position[backend];
        int inverse = inverse(skip[backend]);
        int rank = mask;
        for (int i = 0; i < free; i++) {
            rank = Math.min(rank, (freeSlots[i] - from) * inverse & mask);
        }
        int slot = from + rank * skip[backend] & mask;
        int last = freeSlots[free - 1];
        freeSlots[owner[slot]] = last;
        owner[last] = owner[slot];
        return slot;
    }

    private void gather() {
        freeSlots = new int[free];
        int count = 0;
        for (int slot = 0; slot <= mask; slot++) {
            if ((taken[slot >>> 6] >>> slot & 1) == 0) {
                owner[slot] = count;
                freeSlots[count++] = slot;
            }
        }
    }

    /** Of an odd number, modulo 2^32, by Newton's iteration: three bits are right at first, and each step doubles them. */
    static int inverse(int odd) {
        int inverse = odd;
        for (int bits = 3; bits < Integer.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
