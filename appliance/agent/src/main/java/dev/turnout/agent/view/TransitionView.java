package dev.turnout.agent.view;

import com.google.protobuf.Duration;
import dev.turnout.v1.TransitionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table's transition, for people. */
record TransitionView(TransitionStatus status) {
    /** What moves; what still goes to previous owners; when it ends; how full its filter is. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(", ", status.getServicesList()) + ": " + status.getSlots() + " of "
                + status.getTableSize() + " slots");
        if (status.getFrozen() > 0) {
            lines.add(frozen());
        }
        lines.add(String.format(
                Locale.ROOT,
                "to previous owners: %.1f packets a second, %s in all",
                status.getPacketsToPreviousPerSecond(),
                Long.toUnsignedString(status.getPacketsToPrevious())));
        lines.add("quiet for " + status.getQuietFor().getSeconds() + " of "
                + status.getIdle().getSeconds() + " s, ends in " + seconds(status.getLeftByIdle())
                + " s if it stays so, in " + seconds(status.getLeftByCeiling()) + " s in any case ("
                + Instant.ofEpochSecond(status.getEndsBy().getSeconds()) + ")");
        lines.add(String.format(
                Locale.ROOT,
                "filter %.2f%% full: takes %.6f%% of old flows for new ones, freezes at %s%%",
                100 * status.getFilterFill(),
                100 * status.getFalsePositiveRate(),
                number(100 * status.getMaxFalsePositiveRate())));
        return lines;
    }

    private String frozen() {
        List<String> why = new ArrayList<>();
        add(why, status.getFrozenTakenBack(), "taken back");
        add(why, status.getFrozenLeaving(), "their new owner takes no new flows");
        add(why, status.getFrozenFilterFull(), "the filter is too full");
        return status.getFrozen() + " frozen: " + String.join("; ", why);
    }

    private static void add(List<String> why, int slots, String reason) {
        if (slots > 0) {
            why.add(slots + " " + reason);
        }
    }

    /** Rounded up: what has not ended has time left. */
    private static long seconds(Duration duration) {
        return duration.getSeconds() + (duration.getNanos() > 0 ? 1 : 0);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
