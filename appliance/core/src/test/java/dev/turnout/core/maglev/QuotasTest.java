package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuotasTest {
    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @Test
    void tiesGoToTheLowerAddress() {
        assertArrayEquals(new int[] {86, 85, 85}, Quotas.of(weights(1, 1, 1), 256));
        assertArrayEquals(new int[] {342, 341, 341}, Quotas.of(weights(7, 7, 7), 1024));
    }

    @Test
    void theLargestRemainderGetsTheSlotThatIsLeft() {
        // 256/6 · (1, 2, 3) = 42.67, 85.33, 128
        assertArrayEquals(new int[] {43, 85, 128}, Quotas.of(weights(1, 2, 3), 256));
        // 256/7 · (1, 3, 3) = 36.57, 109.71, 109.71
        assertArrayEquals(new int[] {36, 110, 110}, Quotas.of(weights(1, 3, 3), 256));
    }

    @Test
    void theGreatestWeightsDoNotOverflow() {
        int[] weights = new int[32_767];
        Arrays.fill(weights, Backend.MAX_WEIGHT);
        int[] quotas = Quotas.of(weights(weights), TableSizes.MAX);
        assertEquals(TableSizes.MAX, Arrays.stream(quotas).sum());
        assertEquals(5, quotas[0]);
        assertEquals(4, quotas[quotas.length - 1]);
    }

    @Test
    void nobodyHasNothing() {
        assertEquals(0, Quotas.of(List.of(), 256).length);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheSlowWay(long randomSeed) {
        Random random = new Random(randomSeed);
        int size = TableSizes.MIN << random.nextInt(10);
        int limit = 1 << random.nextInt(16);
        List<Backend> backends = weights(IntStream.generate(() -> 1 + random.nextInt(limit))
                .limit(1 + random.nextInt(300))
                .toArray());
        int[] expected = backends.stream()
                .mapToInt(SlowMaglev.quotas(backends, size)::get)
                .toArray();
        assertArrayEquals(expected, Quotas.of(backends, size), () -> "random seed " + randomSeed);
    }

    private static List<Backend> weights(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Backend(IpAddress.ipv4(i), weights[i]))
                .toList();
    }
}
