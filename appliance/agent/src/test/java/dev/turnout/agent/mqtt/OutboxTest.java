package dev.turnout.agent.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void theNewestReplacesWhatWaits() {
        outbox.put("t", new byte[] {1});
        outbox.put("t", new byte[] {2});
        assertEquals(2, outbox.take().orElseThrow().payload()[0]);
        assertTrue(outbox.take().isEmpty());
    }

    @Test
    void oneMessageOfATopicIsInFlightAtATime() {
        outbox.put("t", new byte[] {1});
        Outbox.Outgoing first = outbox.take().orElseThrow();
        outbox.put("t", new byte[] {2});
        outbox.put("other", new byte[] {9});
        assertEquals("other", outbox.take().orElseThrow().topic());
        assertTrue(outbox.take().isEmpty());
        outbox.answered(first);
        assertEquals(2, outbox.take().orElseThrow().payload()[0]);
    }

    @Test
    void whatWasAnsweredIsNotSentAgainUntilTheConnectionIsNew() {
        outbox.put("t", new byte[] {1});
        outbox.answered(outbox.take().orElseThrow());
        assertTrue(outbox.take().isEmpty());
        outbox.reopen();
        assertEquals(1, outbox.take().orElseThrow().payload()[0]);
    }

    @Test
    void aLateAnswerOfAnOldConnectionChangesNothing() {
        outbox.put("t", new byte[] {1});
        Outbox.Outgoing old = outbox.take().orElseThrow();
        outbox.put("t", new byte[] {2});
        outbox.reopen();
        Outbox.Outgoing fresh = outbox.take().orElseThrow();
        outbox.answered(old);
        outbox.put("t", new byte[] {3});
        assertTrue(outbox.take().isEmpty(), "one is in flight still");
        outbox.answered(fresh);
        assertEquals(3, outbox.take().orElseThrow().payload()[0]);
    }
}
