package dev.turnout.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ExpositionTest {
    @Test
    void familiesStandTogetherWithHelpAndType() {
        String page = new Exposition()
                .add(Metric.DROPPED, 3, "MTU")
                .add(Metric.CHANGE_SLOTS_MOVED, 7)
                .add(Metric.DROPPED, Long.MAX_VALUE, "UNKNOWN_PORT")
                .page();
        assertEquals("""
                # HELP turnout_change_slots_moved Slots whose owner changed with the last configuration.
                # TYPE turnout_change_slots_moved gauge
                turnout_change_slots_moved 7
                # HELP turnout_dropped_packets_total Packets for VIPs that were not forwarded.
                # TYPE turnout_dropped_packets_total counter
                turnout_dropped_packets_total{reason="MTU"} 3
                turnout_dropped_packets_total{reason="UNKNOWN_PORT"} 9223372036854775807
                """, page);
    }

    @Test
    void labelValuesAreEscaped() {
        String page = new Exposition().add(Metric.DROPPED, 1, "a\"b\\c\nd{}é").page();
        assertTrue(page.endsWith("turnout_dropped_packets_total{reason=\"a\\\"b\\\\c\\nd{}é\"} 1\n"), page);
    }

    @Test
    void numbersThatAreNoneHaveTheirOwnSpelling() {
        String page = new Exposition()
                .add(Metric.BACKEND_SHARE, Double.NaN, "p", "a")
                .add(Metric.BACKEND_SHARE, Double.POSITIVE_INFINITY, "p", "b")
                .add(Metric.BACKEND_SHARE, Double.NEGATIVE_INFINITY, "p", "c")
                .add(Metric.BACKEND_SHARE, 0.25, "p", "d")
                .add(Metric.BACKEND_RESOLVED, true, "p", "d")
                .page();
        for (String sample : new String[] {"\"a\"} NaN", "\"b\"} +Inf", "\"c\"} -Inf", "\"d\"} 0.25", "\"d\"} 1"}) {
            assertTrue(page.contains(sample + "\n"), page);
        }
    }

    @Test
    void aSeriesAppearsOnce() {
        String page = new Exposition()
                .add(Metric.DROPPED, 1, "MTU")
                .add(Metric.DROPPED, 2, "MTU")
                .page();
        assertTrue(page.endsWith("{reason=\"MTU\"} 1\n"), page);
    }

    @Test
    void everyLabelNeedsAValue() {
        assertThrows(IllegalArgumentException.class, () -> new Exposition().add(Metric.DROPPED, 1));
    }

    /** Prometheus' naming rules, and that of counters. */
    @Test
    void namesAreAsPrometheusWantsThem() {
        Pattern name = Pattern.compile("[a-z][a-z0-9_]*");
        for (Metric metric : Metric.values()) {
            assertTrue(name.matcher(metric.title()).matches(), metric.title());
            assertEquals(metric.type() == Metric.Type.COUNTER, metric.title().endsWith("_total"), metric.title());
            assertTrue(
                    metric.labels().stream()
                            .allMatch(label -> name.matcher(label).matches()),
                    metric.title());
            assertTrue(metric.help().endsWith("."), metric.title());
        }
        assertEquals(
                Metric.values().length,
                Arrays.stream(Metric.values()).map(Metric::title).distinct().count());
    }
}
