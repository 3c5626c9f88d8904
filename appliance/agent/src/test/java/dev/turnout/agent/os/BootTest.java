package dev.turnout.agent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BootTest {
    @Test
    void readsWhatTheKernelWrites() {
        UUID id = UUID.fromString("6fd6dcf6-2b4e-4f6a-8f5f-2f7a5f8f0c11");
        assertEquals(new Boot(id, Duration.ofMillis(350_735_470)), Boot.of(id + "\n", "350735.47 234388.90\n"));
        assertThrows(IllegalArgumentException.class, () -> Boot.of("none", "1.00 1.00\n"));
    }

    @Test
    void twoReadingsAreOfOneBootAndInOrder() {
        Boot first = Boot.read();
        Boot second = Boot.read();
        assertEquals(first.id(), second.id());
        assertTrue(first.age().compareTo(second.age()) <= 0);
        assertTrue(first.age().isPositive());
    }
}
