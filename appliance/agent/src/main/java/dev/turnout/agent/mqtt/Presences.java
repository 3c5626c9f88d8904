package dev.turnout.agent.mqtt;

import com.google.protobuf.Timestamp;
import dev.turnout.v1.Presence;
import java.time.Instant;

/** The birth message and the last will. */
final class Presences {
    private Presences() {}

    static Presence of(MqttSettings settings, Presence.State state, Instant connected) {
        return Presence.newBuilder()
                .setBox(settings.topics().box())
                .setState(state)
                .setVersion(settings.version())
                .setConnectedTime(Timestamp.newBuilder()
                        .setSeconds(connected.getEpochSecond())
                        .setNanos(connected.getNano()))
                .build();
    }
}
