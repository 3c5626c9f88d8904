package dev.turnout.core.maglev;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.Arrays;
import java.util.List;

/** An immutable Maglev table: which backend owns each slot. Compared by content. */
public final class MaglevTable {
    private final List<IpAddress> backends;
    private final int[] quotas;
    private final int[] owners;

    private MaglevTable(List<IpAddress> backends, int[] quotas, int[] owners) {
        this.backends = backends;
        this.quotas = quotas;
        this.owners = owners;
    }

    /** As {@link #build(Permutations, List, int)}, for once. */
    public static MaglevTable build(Seed seed, List<Backend> backends, int size) {
        return build(new Permutations(seed), backends, size);
    }

    /**
     * Builds the table. The backends' order does not matter; those of weight 0 own nothing and are not in it. A positive
     * weight too small for the size may own nothing either: see {@link TableSizes#fits}.
     *
     * @param permutations of the seed; kept by the caller from build to build
     * @param backends no address twice, at least one weight positive
     * @param size {@linkplain TableSizes#isValid valid}
     * @throws IllegalArgumentException otherwise
     */
    public static MaglevTable build(Permutations permutations, List<Backend> backends, int size) {
        if (!TableSizes.isValid(size)) {
            throw new IllegalArgumentException("a table of " + size + " slots");
        }
        List<Backend> inTurn = inTurn(backends);
        int count = inTurn.size();
        if (count == 0) {
            throw new IllegalArgumentException("no backend has a positive weight");
        }
        IpAddress[] addresses = new IpAddress[count];
        int[] offset = new int[count];
        int[] skip = new int[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = inTurn.get(i).address();
            if (i > 0 && addresses[i].equals(addresses[i - 1])) {
                throw new IllegalArgumentException("backend " + addresses[i] + " twice");
            }
            Permutation permutation = permutations.of(addresses[i]);
            offset[i] = permutation.offset(size);
            skip[i] = permutation.skip(size);
        }
        int[] quotas = Quotas.of(inTurn, size);
        return new MaglevTable(List.of(addresses), quotas, Filling.fill(offset, skip, quotas, size));
    }

    /** Those of positive weight, ascending by address: the order of the rounds. */
    static List<Backend> inTurn(List<Backend> backends) {
        Backend[] positive =
                backends.stream().filter(backend -> backend.weight() > 0).toArray(Backend[]::new);
        Arrays.sort(positive, (a, b) -> a.address().compareTo(b.address()));
        return Arrays.asList(positive);
    }

    /** M. */
    public int size() {
        return owners.length;
    }

    /** All of positive weight, ascending by address. */
    public List<IpAddress> backends() {
        return backends;
    }

    /**
     * Who owns a slot.
     *
     * @param slot 0 to size − 1
     */
    public IpAddress owner(int slot) {
        return backends.get(owners[slot]);
    }

    /** Who owns a slot, as an index in {@link #backends()}, for loops over many. */
    public int ownerIndex(int slot) {
        return owners[slot];
    }

    /**
     * How many slots a backend owns.
     *
     * @param index in {@link #backends()}
     */
    public int slotsOf(int index) {
        return quotas[index];
    }

    /** {@link #ownerIndex} of every slot; a copy. */
    public int[] toArray() {
        return owners.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MaglevTable table
                && backends.equals(table.backends)
                && Arrays.equals(owners, table.owners);
    }

    @Override
    public int hashCode() {
        return 31 * backends.hashCode() + Arrays.hashCode(owners);
    }

    @Override
    public String toString() {
        return "MaglevTable[size=" + owners.length + ", backends=" + backends.size() + "]";
    }
}
