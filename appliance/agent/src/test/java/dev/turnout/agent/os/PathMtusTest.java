package dev.turnout.agent.os;

import static dev.turnout.agent.os.Fixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PathMtusTest {
    private static final IpAddress B4 = ip("192.0.2.1");
    private static final IpAddress B6 = ip("2001:db8::1");

    private Instant now = Instant.EPOCH;
    private final PathMtus mtus = new PathMtus(() -> now);

    @Test
    void aPathIsLoweredForTenMinutes() {
        assertTrue(mtus.lower(B4, 1400));
        now = now.plus(Duration.ofMinutes(10)).minusNanos(1);
        assertEquals(Optional.of(1400), mtus.of(B4));
        now = now.plusNanos(1);
        assertEquals(Optional.empty(), mtus.of(B4));
    }

    @Test
    void itIsNeverRaisedByAReport() {
        assertTrue(mtus.lower(B4, 1300));
        assertFalse(mtus.lower(B4, 1400));
        assertEquals(Optional.of(1300), mtus.of(B4));
        assertTrue(mtus.lower(B4, 1200));
        assertEquals(Optional.of(1200), mtus.of(B4));
    }

    @Test
    void theSameReportAgainIsNoNewsButCounts() {
        assertTrue(mtus.lower(B4, 1300));
        now = now.plus(Duration.ofMinutes(9));
        assertFalse(mtus.lower(B4, 1300));
        now = now.plus(Duration.ofMinutes(9));
        assertEquals(Optional.of(1300), mtus.of(B4));
    }

    @Test
    void forgedReportsCannotStarveAPath() {
        assertTrue(mtus.lower(B4, 0));
        assertTrue(mtus.lower(B6, 68));
        assertEquals(Optional.of(552), mtus.of(B4));
        assertEquals(Optional.of(1280), mtus.of(B6));
    }
}
