package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AnswerRateTest {
    private static final long SECOND = 1_000_000_000;

    private static int taken(AnswerRate rate, int tries, long from, long apart) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rate.take(from + i * apart) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void takesABurstAndThenItsRate() {
        AnswerRate rate = new AnswerRate(100, 50);
        assertEquals(50, taken(rate, 1000, 7, 0), "at once");
        assertEquals(100, taken(rate, 1000, 7 + SECOND / 100, SECOND / 1000), "in the second after");
        assertEquals(50, taken(rate, 1000, 7 + 10 * SECOND, 0), "rested");
    }

    @Test
    void takesAllThatComesSlowly() {
        assertEquals(1000, taken(new AnswerRate(100, 1), 1000, 0, SECOND / 100));
    }
}
