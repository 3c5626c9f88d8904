package dev.turnout.core.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.health.Standing;
import dev.turnout.core.maglev.Quotas;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeldStepsTest {
    private static final List<Backend> EQUALS = List.of(backend(1, 1), backend(2, 1), backend(3, 1), backend(4, 1));

    private static Backend backend(int number, int weight) {
        return new Backend(IpAddress.ipv4(0x0a000000 + number), weight);
    }

    /** Slots of a table that is made with these steps. */
    private static Map<Backend, Integer> table(List<Backend> backends, Map<IpAddress, Integer> steps, int size) {
        int[] quotas =
                Quotas.of(Weights.slowlyStarting(backends, backend -> steps.getOrDefault(backend.address(), 8)), size);
        Map<Backend, Integer> slots = new HashMap<>();
        for (int i = 0; i < quotas.length; i++) {
            if (quotas[i] > 0) {
                slots.put(backends.get(i), quotas[i]);
            }
        }
        return slots;
    }

    @Test
    void eachStepIsFound() {
        for (int step = 1; step <= Standing.STEPS; step++) {
            Map<IpAddress, Integer> found =
                    HeldSteps.of(table(EQUALS, Map.of(EQUALS.get(2).address(), step), 256), 0);
            assertEquals(step, found.get(EQUALS.get(2).address()));
            assertEquals(8, found.get(EQUALS.get(0).address()));
        }
    }

    @Test
    void severalThatGrowAreToldApart() {
        List<Backend> backends = List.of(backend(1, 3), backend(2, 1), backend(3, 2), backend(4, 100));
        Map<IpAddress, Integer> steps = Map.of(
                backends.get(0).address(), 2,
                backends.get(1).address(), 8,
                backends.get(2).address(), 5,
                backends.get(3).address(), 7);
        assertEquals(steps, HeldSteps.of(table(backends, steps, 1 << 16), 0));
    }

    /** Frozen slots stay with whom they had before: here of the third, which is at its second step. */
    @Test
    void slotsThatWaitDoNotHideAStep() {
        Map<Backend, Integer> slots = table(EQUALS, Map.of(EQUALS.get(2).address(), 2), 256);
        slots.merge(EQUALS.get(0), 2, Integer::sum);
        slots.merge(EQUALS.get(1), -2, Integer::sum);
        assertEquals(2, HeldSteps.of(slots, 2).get(EQUALS.get(2).address()));
    }

    @Test
    void whatNoStepsExplainIsNoSlowStart() {
        Map<Backend, Integer> slots =
                Map.of(EQUALS.get(0), 100, EQUALS.get(1), 90, EQUALS.get(2), 61, EQUALS.get(3), 5);
        HeldSteps.of(slots, 0).forEach((address, step) -> assertEquals(8, step, address::toString));
    }

    @Test
    void nobodyHasNoSteps() {
        assertEquals(Map.of(), HeldSteps.of(Map.of(), 0));
    }

    /** A table is a function of how many slots each has: the same numbers move nothing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsFoundMakesTheSameTable(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            int size = 1 << (8 + random.nextInt(9));
            int count = 1 + random.nextInt(size / 64);
            List<Backend> backends = new ArrayList<>();
            Map<IpAddress, Integer> steps = new HashMap<>();
            for (int i = 0; i < count; i++) {
                Backend backend = backend(i, 1 + random.nextInt(4));
                backends.add(backend);
                if (i > 0 && random.nextInt(4) == 0) {
                    steps.put(backend.address(), 1 + random.nextInt(7));
                }
            }
            Map<Backend, Integer> slots = table(backends, steps, size);
            List<Backend> owners = backends.stream().filter(slots::containsKey).toList();
            assertArrayEquals(
                    owners.stream().mapToInt(slots::get).toArray(),
                    owners.stream()
                            .mapToInt(table(owners, HeldSteps.of(slots, 0), size)::get)
                            .toArray(),
                    "seed " + seed + ", round " + round);
        }
    }
}
