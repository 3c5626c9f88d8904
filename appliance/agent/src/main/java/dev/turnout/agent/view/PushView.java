package dev.turnout.agent.view;

import com.google.protobuf.Timestamp;
import dev.turnout.v1.PushStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of the newest signed configuration, in lines. */
record PushView(PushStatus push) {
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String revision =
                push.getRevision().getEpoch() + "." + push.getRevision().getGeneration();
        String since = push.getReachedCount() == 0
                ? ""
                : " since " + time(push.getReached(push.getReachedCount() - 1).getTime());
        lines.add(revision + " is "
                + push.getStage().toString().toLowerCase(Locale.ROOT).replace('_', ' ') + since
                + (push.hasReason()
                        ? ": " + push.getReason().getMessage() + " ("
                                + push.getReason().getCode() + ")"
                        : ""));
        if (push.hasDeadline()) {
            lines.add("taken back at " + time(push.getDeadline()) + " unless it is confirmed and all is well");
        }
        return lines;
    }

    private static String time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds()).toString();
    }
}
