package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the removal of one of N equal backends moves beyond its own share, at M ≥ 100·N.
 *
 * <p>It depends on the seed. Where two skips happen to be small multiples of each other, two backends follow one another
 * through the table and a removal moves more; that is Maglev's own nature and no different for prime sizes. With few
 * backends about one seed in a hundred is such, so for them the bounds are of 95 seeds in 100; the larger the table, the
 * rarer. The seeds are fixed: a failure is a change of the tables and no bad luck.
 */
class DisruptionTest {
    private static final int REMOVALS = 40;

    @ParameterizedTest(name = "{0} backends")
    @ValueSource(ints = {2, 3, 4, 5, 8, 9, 10, 15, 20, 40})
    void fewBackends(int count) {
        double[] means = new double[100];
        Arrays.setAll(means, seed -> mean(movedPercent(count, seed)));
        Arrays.sort(means);
        String found = "median %.2f %%, 95th percentile %.2f %%".formatted(means[50], means[94]);
        assertTrue(means[50] <= 2.5 && means[94] <= 4, found);
    }

    @ParameterizedTest(name = "{0} backends")
    @ValueSource(ints = {81, 100, 163, 164, 327, 654})
    void manyBackends(int count) {
        for (int seed = 0; seed < 5; seed++) {
            double[] moved = movedPercent(count, seed);
            double worst = Arrays.stream(moved).max().orElseThrow();
            String found = "seed %d: mean %.2f %%, worst %.2f %%".formatted(seed, mean(moved), worst);
            assertTrue(mean(moved) <= 2.5 && worst <= 4, found);
        }
    }

    @ParameterizedTest(name = "{0} backends")
    @ValueSource(ints = {655, 656, 1000, 1310})
    void at655BackendsAndMoreNoRemovalMovesOnePercent(int count) {
        for (int seed = 0; seed < 3; seed++) {
            double worst = Arrays.stream(movedPercent(count, seed)).max().orElseThrow();
            assertTrue(worst <= 1, "seed %d: worst %.2f %%".formatted(seed, worst));
        }
    }

    /** For each removed backend, the slots that it did not own and that moved, in percent of all. */
    private static double[] movedPercent(int count, int number) {
        Random random = new Random(10_000L * count + number);
        Permutations permutations = new Permutations(Inputs.seed(random));
        List<Backend> backends = Inputs.equal(count);
        int size = TableSizes.forBackends(count);
        MaglevTable before = MaglevTable.build(permutations, backends, size);
        return random.ints(0, count)
                .distinct()
                .limit(Math.min(count, REMOVALS))
                .mapToDouble(index -> 100.0 * movedBeyondOwn(permutations, backends, before, index) / size)
                .toArray();
    }

    private static int movedBeyondOwn(
            Permutations permutations, List<Backend> backends, MaglevTable before, int removed) {
        List<Backend> rest = new ArrayList<>(backends);
        rest.remove(removed);
        MaglevTable after = MaglevTable.build(permutations, rest, before.size());
        int moved = 0;
        for (int slot = 0; slot < before.size(); slot++) {
            int owner = before.ownerIndex(slot);
            int ownerAfter = owner > removed ? owner - 1 : owner;
            moved += owner != removed && ownerAfter != after.ownerIndex(slot) ? 1 : 0;
        }
        return moved;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
