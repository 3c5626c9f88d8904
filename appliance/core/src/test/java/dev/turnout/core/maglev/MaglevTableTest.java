package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaglevTableTest {
    private static final Seed SEED = Inputs.seed(new Random(1));

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySlotIsFilledAndQuotasAreExact(long randomSeed) {
        Random random = new Random(randomSeed);
        int size = TableSizes.MIN << random.nextInt(10);
        List<Backend> backends =
                new ArrayList<>(Inputs.random(random, 1 + random.nextInt(size / 100), 1 << random.nextInt(16)));
        backends.add(new Backend(IpAddress.ipv4(1), 1));
        MaglevTable table = MaglevTable.build(Inputs.seed(random), backends, size);

        Map<IpAddress, Long> owned = IntStream.range(0, size)
                .mapToObj(table::owner)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        List<Backend> positive = backends.stream()
                .filter(backend -> backend.weight() > 0)
                .sorted((a, b) -> a.address().compareTo(b.address()))
                .toList();
        assertEquals(positive.stream().map(Backend::address).toList(), table.backends(), () -> "seed " + randomSeed);
        SlowMaglev.quotas(positive, size)
                .forEach((backend, quota) -> assertEquals(
                        quota.longValue(),
                        owned.getOrDefault(backend.address(), 0L),
                        () -> backend + ", random seed " + randomSeed));
        for (int i = 0; i < table.backends().size(); i++) {
            assertEquals(table.slotsOf(i), owned.getOrDefault(table.backends().get(i), 0L));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderOfTheDocumentDoesNotMatter(long randomSeed) {
        Random random = new Random(randomSeed);
        List<Backend> backends = new ArrayList<>(Inputs.random(random, 50, 9));
        backends.add(new Backend(IpAddress.ipv4(1), 1));
        MaglevTable table = MaglevTable.build(SEED, backends, 8192);
        Collections.shuffle(backends, random);
        assertEquals(table, MaglevTable.build(SEED, backends, 8192), () -> "random seed " + randomSeed);
        assertEquals(table.hashCode(), MaglevTable.build(SEED, backends, 8192).hashCode());
    }

    @Test
    void rememberedPermutationsChangeNothing() {
        Permutations permutations = new Permutations(SEED);
        for (int count : new int[] {70, 3, 71, 70}) {
            assertEquals(
                    MaglevTable.build(SEED, Inputs.equal(count), 8192),
                    MaglevTable.build(permutations, Inputs.equal(count), 8192));
        }
    }

    @Test
    void permutationsForgetBeforeTheyFillTheHeap() {
        Permutations permutations = new Permutations(SEED);
        Permutation first = permutations.of(IpAddress.ipv4(0));
        for (int i = 1; i <= Permutations.LIMIT; i++) {
            permutations.of(IpAddress.ipv4(i));
        }
        assertEquals(1, permutations.size());
        assertEquals(first, permutations.of(IpAddress.ipv4(0)));
    }

    @Test
    void theSeedHidesTheTable() {
        Seed other = Inputs.seed(new Random(2));
        assertNotEquals(
                MaglevTable.build(SEED, Inputs.equal(10), 1024), MaglevTable.build(other, Inputs.equal(10), 1024));
    }

    @Test
    void weightZeroIsAsIfItWereNotThere() {
        List<Backend> backends = new ArrayList<>(Inputs.equal(10));
        MaglevTable without = MaglevTable.build(SEED, backends, 1024);
        backends.add(new Backend(IpAddress.ipv4(0x0a00_00ff), 0));
        assertEquals(without, MaglevTable.build(SEED, backends, 1024));
    }

    @Test
    void aWeightTooSmallForTheSizeOwnsNothing() {
        List<Backend> backends =
                List.of(new Backend(IpAddress.ipv4(1), 1), new Backend(IpAddress.ipv4(2), Backend.MAX_WEIGHT));
        MaglevTable table = MaglevTable.build(SEED, backends, 256);
        assertEquals(0, table.slotsOf(0));
        assertTrue(Arrays.stream(table.toArray()).allMatch(owner -> owner == 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 1000, 262_144, -1, Integer.MIN_VALUE})
    void refusesOtherSizes(int size) {
        assertThrows(IllegalArgumentException.class, () -> MaglevTable.build(SEED, Inputs.equal(3), size));
    }

    @Test
    void refusesWhatHasNoOwnerAndWhatIsThereTwice() {
        assertThrows(IllegalArgumentException.class, () -> MaglevTable.build(SEED, List.of(), 256));
        List<Backend> twice = List.of(new Backend(IpAddress.ipv4(1), 1), new Backend(IpAddress.ipv4(1), 2));
        assertThrows(IllegalArgumentException.class, () -> MaglevTable.build(SEED, twice, 256));
    }

    @Test
    void copiesAreCopies() {
        MaglevTable table = MaglevTable.build(SEED, Inputs.equal(3), 256);
        int owner = table.ownerIndex(7);
        table.toArray()[7] = -1;
        assertEquals(owner, table.ownerIndex(7));
        assertEquals("MaglevTable[size=256, backends=3]", table.toString());
    }
}
