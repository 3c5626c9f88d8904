package dev.turnout.core.maglev;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.HashMap;
import java.util.Map;

/**
 * The permutations of one seed, each computed once: they depend on neither weights nor size, and most backends of a
 * build were in the build before. It saves time and changes no result.
 *
 * <p>Used by one thread at a time. It forgets all when it holds {@link #LIMIT}, so churn cannot fill the heap.
 */
public final class Permutations {
    static final int LIMIT = 1 << 16;

    private final Seed seed;
    private final Map<IpAddress, Permutation> known = new HashMap<>();

    public Permutations(Seed seed) {
        this.seed = seed;
    }

    public Seed seed() {
        return seed;
    }

    public Permutation of(IpAddress address) {
        Permutation permutation = known.get(address);
        if (permutation == null) {
            if (known.size() >= LIMIT) {
                known.clear();
            }
            permutation = Permutation.of(seed, address);
            known.put(address, permutation);
        }
        return permutation;
    }

    int size() {
        return known.size();
    }
}
