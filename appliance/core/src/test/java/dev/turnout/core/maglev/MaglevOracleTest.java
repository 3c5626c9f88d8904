package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast table is the slow one, slot by slot. */
class MaglevOracleTest {
    private static final int[] WEIGHT_LIMITS = {1, 10, 1000, Backend.MAX_WEIGHT};

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesSlotBySlot(long randomSeed) {
        Random random = new Random(randomSeed);
        Seed seed = Inputs.seed(random);
        int size = TableSizes.MIN << random.nextInt(4);
        List<Backend> backends = new ArrayList<>(
                Inputs.random(random, 1 + random.nextInt(90), WEIGHT_LIMITS[random.nextInt(WEIGHT_LIMITS.length)]));
        // At least one that is positive.
        backends.add(new Backend(IpAddress.ipv4(1), 1 + random.nextInt(5)));

        MaglevTable table = MaglevTable.build(seed, backends, size);

        List<IpAddress> owners = IntStream.range(0, size).mapToObj(table::owner).toList();
        assertEquals(SlowMaglev.build(seed, backends, size), owners, () -> "random seed " + randomSeed);
    }
}
