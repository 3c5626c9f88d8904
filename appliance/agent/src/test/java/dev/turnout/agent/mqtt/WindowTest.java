package dev.turnout.agent.mqtt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(2);

    @Test
    void whatIsPassedOverIsFetchedOnceAllElseIsSettled() {
        assertTrue(window.take());
        assertTrue(window.take());
        assertFalse(window.take());
        assertFalse(window.settle());
        assertTrue(window.settle());
        assertTrue(window.take());
        assertFalse(window.settle(), "once is enough");
    }

    @Test
    void nothingIsFetchedWhereNothingWasPassedOver() {
        assertTrue(window.take());
        assertFalse(window.settle());
    }

    @Test
    void aNewSubscriptionFetchesByItself() {
        assertTrue(window.take());
        assertTrue(window.take());
        assertFalse(window.take());
        window.subscribing();
        assertFalse(window.settle());
        assertFalse(window.settle());
    }
}
