package dev.turnout.agent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ReadPaceTest {
    @Test
    void aFewReadingsAtOnceThenTwoASecond() {
        ReadPace pace = new ReadPace(0);
        for (int i = 0; i < ReadPace.BURST; i++) {
            assertEquals(0, pace.waitNanos(0));
            pace.spend(0);
        }
        assertEquals(ReadPace.REFILL_NANOS, pace.waitNanos(0));
        assertEquals(ReadPace.REFILL_NANOS / 2, pace.waitNanos(ReadPace.REFILL_NANOS / 2));
        assertEquals(0, pace.waitNanos(ReadPace.REFILL_NANOS));
        pace.spend(ReadPace.REFILL_NANOS);
        assertEquals(ReadPace.REFILL_NANOS, pace.waitNanos(ReadPace.REFILL_NANOS));
    }

    @Test
    void creditDoesNotPileUp() {
        ReadPace pace = new ReadPace(0);
        long later = 1_000 * ReadPace.REFILL_NANOS;
        for (int i = 0; i < ReadPace.BURST; i++) {
            pace.spend(later);
        }
        assertEquals(ReadPace.REFILL_NANOS, pace.waitNanos(later));
    }
}
