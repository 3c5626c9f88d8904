package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.agent.os.Boot;
import dev.turnout.agent.store.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FIFTY_YEARS = Duration.ofDays(50 * 365);
    private static final UUID BOOT = new UUID(1, 1);
    private static final UUID NEXT_BOOT = new UUID(2, 2);

    private Instant wall = START;
    private long nanos = Long.MAX_VALUE;

    private SteadyClock clock(UUID boot, Duration age) {
        InstantSource source = () -> wall;
        return new SteadyClock(source, () -> nanos, new Boot(boot, age));
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void aStepOfTheWallClockIsNoPassingOfTime() {
        SteadyClock clock = clock(BOOT, Duration.ZERO);
        assertEquals(START, clock.instant());
        pass(Duration.ofSeconds(2));
        wall = Instant.EPOCH;
        assertEquals(START.plusSeconds(2), clock.instant());
    }

    @Test
    void whatPeopleReadFollowsAStepAndNoDrift() {
        wall = Instant.EPOCH;
        SteadyClock clock = clock(BOOT, Duration.ZERO);
        Instant began = clock.instant();
        pass(Duration.ofSeconds(30));
        assertEquals(Instant.EPOCH, clock.wall(began));
        wall = START.plusSeconds(30);
        assertEquals(START, clock.wall(began));
        wall = wall.plusMillis(900);
        assertEquals(START, clock.wall(began), "a report would differ from the last for nothing");
        wall = wall.plusMillis(200);
        assertEquals(START.plusMillis(1100), clock.wall(began));
        wall = START.minus(FIFTY_YEARS).plusSeconds(30);
        assertEquals(START.minus(FIFTY_YEARS), clock.wall(began));
    }

    @Test
    void withinOneBootTheAgeOfTheKernelRulesWhateverTheWallClockSays() {
        SteadyClock before = clock(BOOT, Duration.ofHours(1));
        Stamp stamp = before.stamp(before.instant());
        for (Duration step : List.of(Duration.ZERO, FIFTY_YEARS, FIFTY_YEARS.negated(), Duration.ofHours(-3))) {
            wall = START.plus(Duration.ofHours(5)).plus(step);
            SteadyClock after = clock(BOOT, Duration.ofHours(6));
            assertEquals(Duration.ofHours(5), Duration.between(after.recall(stamp), after.instant()));
        }
    }

    @Test
    void afterAnotherBootTheTimeOfDayRulesWhereItCanBeRight() {
        SteadyClock before = clock(BOOT, Duration.ofHours(1));
        Stamp stamp = before.stamp(START);
        for (Duration away : List.of(Duration.ZERO, Duration.ofHours(5), Duration.ofDays(400))) {
            wall = START.plus(away);
            SteadyClock after = clock(NEXT_BOOT, Duration.ofSeconds(20));
            assertEquals(away, Duration.between(after.recall(stamp), after.instant()));
        }
    }

    @Test
    void whereItCannotBeRightItIsCountedAnewAndNeverFromTheFuture() {
        SteadyClock before = clock(BOOT, Duration.ofHours(1));
        Stamp set = before.stamp(START);
        for (Instant now : List.of(START.minusSeconds(1), Instant.EPOCH, START.plus(FIFTY_YEARS))) {
            wall = now;
            SteadyClock after = clock(NEXT_BOOT, Duration.ofSeconds(20));
            assertEquals(after.instant(), after.recall(set), now::toString);
        }
        Stamp unset = new Stamp(BOOT, Duration.ofHours(1), Instant.EPOCH.plusSeconds(30));
        wall = START;
        assertEquals(START, clock(NEXT_BOOT, Duration.ofSeconds(20)).recall(unset));
        assertEquals(START, clock(NEXT_BOOT, Duration.ofSeconds(20)).recall(Stamp.NONE));
        assertEquals(START, clock(BOOT, Duration.ofMinutes(59)).recall(set), "the kernel is younger than that");
    }

    @Test
    void whatWasRecalledIsWrittenDownAnewAsOfThisBoot() {
        SteadyClock before = clock(BOOT, Duration.ofHours(1));
        Stamp stamp = before.stamp(START);
        wall = START.plus(Duration.ofHours(2));
        SteadyClock after = clock(NEXT_BOOT, Duration.ofMinutes(1));
        Stamp again = after.stamp(after.recall(stamp));
        assertEquals(new Stamp(NEXT_BOOT, Duration.ofMinutes(1).minusHours(2), START), again);
        wall = Instant.EPOCH;
        SteadyClock third = clock(NEXT_BOOT, Duration.ofHours(1));
        assertEquals(Duration.ofMinutes(179), Duration.between(third.recall(again), third.instant()));
    }
}
