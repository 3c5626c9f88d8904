package dev.turnout.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.HealthPolicy.OnUnhealthy;
import dev.turnout.core.program.CompileResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private static final ProbeOutcome PASSED = new ProbeOutcome.Passed();
    private static final ProbeOutcome SILENT = new ProbeOutcome.Failed("PROBE_TIMEOUT", "no answer", false);
    private static final ProbeOutcome REFUSED = new ProbeOutcome.Failed("PROBE_REFUSED", "refused", true);

    private static HealthPolicy policy(double panic, Duration slowStart, double holdOff) {
        return new HealthPolicy(1, 1, OnUnhealthy.DRAIN, panic, slowStart, holdOff);
    }

    /** All pass but the first so many. */
    private static List<ProbeOutcome> firstFail(int all, int failing, ProbeOutcome how) {
        List<ProbeOutcome> outcomes = new ArrayList<>(Collections.nCopies(failing, how));
        outcomes.addAll(Collections.nCopies(all - failing, PASSED));
        return outcomes;
    }

    private static List<String> codes(HealthWorld world) {
        return world.compile(world.watch.standings()).notices().stream()
                .map(CompileResult.Notice::code)
                .toList();
    }

    @Test
    void whoFailsLeavesAtOnceAndWhoRecoversComesBack() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ZERO, 1), 256, 1, 1, 1, 1);
        world.table(world.watch.standings());
        world.probe(firstFail(4, 1, SILENT));
        assertEquals(0, world.slots(0));

        world.probe(firstFail(4, 0, SILENT));
        assertEquals(64, world.slots(0));
    }

    @Test
    void slowStartGrowsInEighths() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ofSeconds(70), 1), 1024, 1, 1);
        world.table(world.watch.standings());
        world.probe(firstFail(2, 1, SILENT));
        world.probe(firstFail(2, 0, SILENT));
        assertEquals(1024.0 / 9, world.slots(0), 1);

        for (int step = 2; step <= Standing.STEPS; step++) {
            world.pass(Duration.ofSeconds(10));
            assertEquals(Standing.growing(step), world.standing(0));
            assertEquals(1024.0 * step / (8 + step), world.slots(0), 1);
        }
    }

    @Test
    void aSlowStartThatBeganAnewGrowsFromTheFirstStep() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ofSeconds(70), 1), 256, 1, 1, 1);
        world.probe(firstFail(3, 1, SILENT));
        world.probe(firstFail(3, 0, SILENT));
        world.pass(Duration.ofSeconds(70));
        assertEquals(Standing.HEALTHY, world.standing(0));

        world.probe(firstFail(3, 1, REFUSED));
        world.probe(firstFail(3, 0, SILENT));
        assertEquals(Standing.growing(1), world.standing(0));
    }

    @Test
    void recoveriesBeyondTheBudgetWaitAndComeTogether() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ZERO, 0.35), 1024, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        world.probe(firstFail(10, 3, SILENT));
        world.probe(firstFail(10, 0, SILENT));
        // Leaving took 30 % and a little: what is left of the budget lets nobody come back whole.
        assertTrue(world.watch.of(HealthWorld.member(2)).orElseThrow().heldOff());
        assertFalse(world.standing(2).healthy());

        world.pass(HoldOff.WINDOW);
        for (int backend = 0; backend < 3; backend++) {
            assertEquals(Standing.HEALTHY, world.standing(backend));
        }
    }

    @Test
    void whoFlapsIsLeftLaterAndWhoIsDeadAtOnce() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ZERO, 0.25), 1024, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        world.probe(firstFail(10, 1, SILENT));
        world.probe(firstFail(10, 0, SILENT));
        assertEquals(Standing.HEALTHY, world.standing(0));

        world.probe(firstFail(10, 1, SILENT));
        assertTrue(world.standing(0).healthy());
        assertTrue(world.watch.of(HealthWorld.member(0)).orElseThrow().heldOff());

        world.probe(firstFail(10, 1, REFUSED));
        assertEquals(Standing.DEAD, world.standing(0));
    }

    @Test
    void oneThatAloneIsMoreThanTheBudgetHasAMinuteOfItsOwn() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ZERO, 0.01), 256, 1, 1);
        world.probe(firstFail(2, 1, SILENT));
        world.probe(firstFail(2, 0, SILENT));
        assertFalse(world.standing(0).healthy());
        for (int minute = 1; minute <= Standing.STEPS; minute++) {
            world.pass(HoldOff.WINDOW);
            assertEquals(Standing.growing(minute), world.standing(0));
        }
    }

    @Test
    void belowThePanicThresholdHealthIsIgnoredButNobodyDeadIsUsed() {
        HealthWorld world = new HealthWorld(policy(0.5, Duration.ZERO, 1), 256, 1, 1, 1, 1);
        world.table(world.watch.standings());
        world.probe(firstFail(4, 2, SILENT));
        assertEquals(List.of(), codes(world));
        assertEquals(0, world.slots(0));

        world.probe(firstFail(4, 3, SILENT));
        assertEquals(List.of("PGM_PANIC"), codes(world));
        assertEquals(64, world.slots(0));

        List<ProbeOutcome> oneDead = firstFail(4, 3, SILENT);
        oneDead.set(0, REFUSED);
        world.probe(oneDead);
        assertEquals(List.of("PGM_PANIC"), codes(world));
        assertEquals(0, world.slots(0));
    }

    @Test
    void whereAllAreDeadTheServiceDecides() {
        HealthWorld world = new HealthWorld(policy(0.5, Duration.ZERO, 0.5), 256, 1, 1);
        world.probe(firstFail(2, 2, REFUSED));
        assertEquals(List.of("PGM_NO_BACKEND"), codes(world));
        // That was more than the budget, but there is no flow that could be moved by filling the table again.
        world.probe(firstFail(2, 0, REFUSED));
        assertEquals(128, world.slots(0));
    }

    @Test
    void answersToWhatIsNoLongerAskedCountForNothing() {
        HealthWorld world = new HealthWorld(policy(0, Duration.ZERO, 1), 256, 1, 1);
        ProbeTask other = new ProbeTask(
                world.config.pool(HealthWorld.POOL).healthCheck().orElseThrow().probe(),
                List.of(HealthWorld.key(9).address()));
        HealthWatch after = world.watch.after(List.of(
                new ProbeResult(HealthWorld.member(0), other, world.now, REFUSED),
                new ProbeResult(HealthWorld.member(7), other, world.now, REFUSED)));
        assertEquals(world.watch.standings(), after.standings());
        assertEquals(Optional.empty(), after.of(HealthWorld.member(7)));
    }

    @Test
    void whatSomebodyFoundBeforeHoldsUntilProbesSayOtherwise() {
        HealthWorld world = new HealthWorld(new HealthPolicy(2, 3, OnUnhealthy.DRAIN, 0, Duration.ZERO, 1), 256, 1, 1);
        world.watch = HealthWatch.IDLE.watching(
                List.of(world.config),
                backend -> Optional.of(backend.equals(HealthWorld.member(0)) ? Standing.UNHEALTHY : Standing.HEALTHY),
                world.now);
        world.probe(List.of(PASSED, SILENT));
        assertEquals(Standing.UNHEALTHY, world.standing(0));
        assertEquals(Standing.HEALTHY, world.standing(1));

        world.probe(List.of(PASSED, SILENT));
        assertEquals(Standing.HEALTHY, world.standing(0));
    }
}
