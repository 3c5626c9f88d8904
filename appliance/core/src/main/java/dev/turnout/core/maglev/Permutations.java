package dev.turnout.core.maglev;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The permutations of one seed, each computed once: they depend on neither weights nor size, and most backends of a
 * build were in the build before. It saves time and changes no result.
 *
 * <p>Thread-safe: two that ask for the same at once may both compute it. It forgets all when it holds
 * {@link #LIMIT}, so churn cannot fill the heap.
 */
public final class Permutations {
    static final int LIMIT = 1 << 16;

    private final Seed seed;
    private final Map<IpAddress, Permutation> known = new ConcurrentHashMap<>();

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
