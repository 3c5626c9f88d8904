package dev.turnout.agent.view;

import dev.turnout.v1.Liveness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the box forwards, in lines for people. */
record LivenessView(Liveness liveness) {
    /** Whether nobody need look. */
    static boolean isFine(Liveness liveness) {
        return switch (liveness.getState()) {
            case FORWARDING, UNKNOWN, STATE_UNSPECIFIED -> true;
            case DEGRADED, NOT_FORWARDING, UNRECOGNIZED -> false;
        };
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(state() + asked()));
        liveness.getTroublesList().forEach(trouble -> {
            lines.add(trouble.getMessage() + " (" + trouble.getCode() + ")");
            lines.add("remedy: " + trouble.getRemedy());
        });
        return lines;
    }

    private String state() {
        return switch (liveness.getState()) {
            case STATE_UNSPECIFIED, UNRECOGNIZED -> "not known";
            case UNKNOWN -> "not known: there is nothing to forward, or nobody has looked yet";
            case FORWARDING -> "forwarding" + since();
            case DEGRADED -> "DEGRADED" + since();
            case NOT_FORWARDING -> "NOT FORWARDING" + since();
        };
    }

    private String since() {
        return " since " + Instant.ofEpochSecond(liveness.getSince().getSeconds());
    }

    private String asked() {
        if (!liveness.hasChecked()) {
            return "";
        }
        Duration took = Duration.ofSeconds(
                liveness.getTook().getSeconds(), liveness.getTook().getNanos());
        return String.format(
                Locale.ROOT,
                ", %d packets tried in %.1f ms at %s",
                liveness.getPackets(),
                took.toNanos() / 1e6,
                Instant.ofEpochSecond(liveness.getChecked().getSeconds()));
    }
}
