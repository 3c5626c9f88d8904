package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private static final long QUICK = 1_000_000;
    private static final long SLOW = 1_000_000_000;

    private final BatchSize size = new BatchSize(4096);

    private int after(int batches, long nanos) {
        for (int i = 0; i < batches; i++) {
            size.took(size.now(), nanos);
        }
        return size.now();
    }

    @Test
    void growsWhileTheTargetIsQuickAndShrinksWhereItIsSlow() {
        assertEquals(256, size.now());
        assertEquals(1024, after(2, QUICK));
        assertEquals(4096, after(9, QUICK));
        assertEquals(1024, after(2, SLOW));
        assertEquals(1, after(20, SLOW));
    }

    /** They may have been sent before it grew. */
    @Test
    void smallerBatchesSayNothing() {
        size.took(100, QUICK);
        assertEquals(256, size.now());
    }

    @Test
    void whatWasTooMuchIsTriedAgainAfterALongWhile() {
        size.refused(256);
        assertEquals(128, after(60, QUICK));
        assertEquals(256, after(4, QUICK));
        size.refused(256);
        assertTrue(after(1000, QUICK) > 256, "it may have been overloaded for a moment");
    }
}
