package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.SourceStatus;
import dev.turnout.broker.ReasonCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether the broker can be reached, and what is wrong with it all the same: a topic whose last message it refused. Written by
 * the link's thread, read by any.
 */
final class LinkStatus {
    private final Consumer<SourceStatus> onChange;
    private final InstantSource wall;
    private final Map<String, String> refused = new LinkedHashMap<>();
    private volatile SourceStatus current;

    LinkStatus(String broker, InstantSource wall, Consumer<SourceStatus> onChange) {
        this.wall = wall;
        this.onChange = onChange;
        this.current = new SourceStatus(broker, false, "", wall.instant());
    }

    SourceStatus current() {
        return current;
    }

    /** The subscription stands. */
    void reachable() {
        become(true, refusals());
    }

    void unreachable(String why) {
        refused.clear();
        become(false, why);
    }

    /** The broker's answer to the last message of a topic; a later one may be taken again. */
    void answered(String topic, int code) {
        if (ReasonCode.isFailure(code)) {
            refused.put(
                    topic, "the broker refused a message: " + ReasonCode.words(code) + "; let the box write " + topic);
        } else {
            refused.remove(topic);
        }
        if (current.reachable()) {
            become(true, refusals());
        }
    }

    private String refusals() {
        return refused.values().stream().findFirst().orElse("");
    }

    private void become(boolean reachable, String detail) {
        SourceStatus before = current;
        if (before.reachable() != reachable || !before.detail().equals(detail)) {
            Instant since = before.reachable() == reachable ? before.since() : wall.instant();
            current = new SourceStatus(before.name(), reachable, detail, since);
            onChange.accept(current);
        }
    }
}
