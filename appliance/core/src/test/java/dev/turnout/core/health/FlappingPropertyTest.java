package dev.turnout.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.HealthPolicy.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that come and go at random. */
class FlappingPropertyTest {
    private static final int SECONDS = 400;
    private static final double ROUNDING = 1e-6;

    private final Map<PoolBackend, Instant> cameBack = new HashMap<>();
    private final List<Patient> patient = new ArrayList<>();

    /** Slots that moved though they could have waited. */
    private record Patient(Instant at, double share) {}

    private static HealthPolicy policy(Random random, double panicThreshold) {
        return new HealthPolicy(
                1 + random.nextInt(2),
                1 + random.nextInt(3),
                OnUnhealthy.DRAIN,
                panicThreshold,
                Duration.ofSeconds(random.nextInt(3) * 40L),
                0.05 + 0.75 * random.nextDouble());
    }

    private static HealthWorld world(Random random, double panicThreshold) {
        int[] weights = IntStream.range(0, 2 + random.nextInt(9))
                .map(_ -> 1 + random.nextInt(4))
                .toArray();
        return new HealthWorld(policy(random, panicThreshold), 256 << random.nextInt(2), weights);
    }

    /** Each backend goes on as it was for a while, so that runs get long enough to count. */
    private static void flap(int[] mood, Random random) {
        for (int i = 0; i < mood.length; i++) {
            if (random.nextInt(6) == 0) {
                mood[i] = random.nextInt(10);
            }
        }
    }

    private static List<ProbeOutcome> outcomes(int[] mood, boolean refusals) {
        return IntStream.of(mood)
                .mapToObj(each -> each < 5
                        ? new ProbeOutcome.Passed()
                        : (ProbeOutcome) new ProbeOutcome.Failed("PROBE_X", "x", refusals && each > 7))
                .toList();
    }

    private int size(HealthWorld world) {
        return world.watch.tasks().size();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void movesNoMoreThanTheBudgetSaveForWhoFails(long seed) {
        Random random = new Random(seed);
        HealthWorld world = world(random, random.nextBoolean() ? 0 : 0.5);
        double budget = world.config
                .pool(HealthWorld.POOL)
                .healthCheck()
                .orElseThrow()
                .policy()
                .holdOff();
        int[] mood = new int[size(world)];
        for (int second = 0; second < SECONDS; second++) {
            flap(mood, random);
            Map<PoolBackend, Standing> before = world.watch.standings();
            world.probe(outcomes(mood, true));
            note(before, world);
            assertWithin(budget, "seed " + seed + ", second " + second);
            assertNobodyDeadIsUsed(world);
        }
    }

    private void note(Map<PoolBackend, Standing> before, HealthWorld world) {
        Map<PoolBackend, Standing> after = world.watch.standings();
        Map<PoolBackend, Standing> between = new HashMap<>(before);
        Instant oldest = world.now.minus(HoldOff.WINDOW);
        after.forEach((backend, standing) -> {
            boolean died = standing.state() == HealthState.DEAD;
            boolean flaps = cameBack.getOrDefault(backend, Instant.MIN).isAfter(oldest);
            boolean failed = standing.state() == HealthState.UNHEALTHY
                    && before.get(backend).healthy();
            if (died || failed && !flaps) {
                between.put(backend, standing);
            }
            if (standing.healthy() && !before.get(backend).healthy()) {
                cameBack.put(backend, world.now);
            }
        });
        double share = HealthWorld.moved(world.table(between), world.table(after));
        if (share > 0) {
            patient.add(new Patient(world.now, share));
        }
    }

    private void assertWithin(double budget, String when) {
        if (patient.isEmpty()) {
            return;
        }
        Instant oldest = patient.getLast().at().minus(HoldOff.WINDOW);
        List<Patient> window =
                patient.stream().filter(each -> each.at().isAfter(oldest)).toList();
        double sum = window.stream().mapToDouble(Patient::share).sum();
        assertTrue(window.size() == 1 || sum <= budget + ROUNDING, () -> when + ": " + window + " of " + budget);
    }

    private static void assertNobodyDeadIsUsed(HealthWorld world) {
        for (int backend = 0; backend < world.watch.tasks().size(); backend++) {
            HealthWatch.Health health =
                    world.watch.of(HealthWorld.member(backend)).orElseThrow();
            if (health.observed().state() == HealthState.DEAD) {
                world.table(world.watch.standings());
                assertEquals(0, world.slots(backend));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
    void arrivesAtTheLastStableTruth(long seed) {
        Random random = new Random(seed);
        HealthWorld world = world(random, random.nextBoolean() ? 0 : 0.5);
        int[] mood = new int[size(world)];
        for (int second = 0; second < SECONDS; second++) {
            flap(mood, random);
            world.probe(outcomes(mood, true));
        }
        for (int second = 0; second < 5; second++) {
            world.probe(outcomes(mood, true));
        }
        // Each minute has room for one step at least.
        for (int minute = 0; minute < 2 * Standing.STEPS * mood.length; minute++) {
            world.pass(HoldOff.WINDOW);
        }
        for (int backend = 0; backend < mood.length; backend++) {
            HealthState truth = mood[backend] < 5
                    ? HealthState.HEALTHY
                    : mood[backend] > 7 ? HealthState.DEAD : HealthState.UNHEALTHY;
            assertEquals(Standing.of(truth), world.standing(backend), "seed " + seed + ", backend " + backend);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {51, 52, 53, 54, 55, 56, 57, 58, 59, 60})
    void withPanicNobodysTableEmpties(long seed) {
        Random random = new Random(seed);
        HealthWorld world = world(random, 0.01 + random.nextDouble() * 0.9);
        int[] mood = new int[size(world)];
        for (int second = 0; second < SECONDS; second++) {
            flap(mood, random);
            world.probe(outcomes(mood, false));
            SlotTable table = world.table(world.watch.standings());
            assertTrue(
                    IntStream.range(0, table.size())
                            .allMatch(slot -> table.slot(slot).current() != 0),
                    "seed " + seed + ", second " + second);
        }
    }
}
