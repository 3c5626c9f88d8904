package dev.turnout.agent.status;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * Java's times as the schema writes them.
 *
 * @param wall the time of day of a moment that the agent measured
 */
record Times(UnaryOperator<Instant> wall) {
    Timestamp timestamp(Instant measured) {
        Instant instant = wall.apply(measured);
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }
}
