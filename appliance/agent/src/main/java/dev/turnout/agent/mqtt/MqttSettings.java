package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.Document;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.schema.Topics;
import java.time.Duration;
import java.util.List;

/**
 * What a link needs to know.
 *
 * @param version of Turnout, for the presence message
 * @param signed whether documents come in envelopes, and are confirmed
 */
public record MqttSettings(BrokerAccess access, Topics topics, String version, boolean signed) {
    /** Pings when nothing else is sent; a broker that is silent for longer is given up. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    /** How long the broker keeps unacknowledged documents for a box that is away. The retained one stays for ever. */
    static final Duration SESSION_EXPIRY = Duration.ofHours(1);

    /** Documents of QoS 1 that may be unacknowledged at once. */
    static final int RECEIVE_MAXIMUM = 4;

    /** The longest packet that is taken: the longest document, and room for topic and properties. */
    static final int MAXIMUM_PACKET = Document.MAX_BYTES + (64 << 10);

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** From the first SYN to the CONNACK; Paho itself waits for that without end. */
    static final Duration CONNECT_DEADLINE = Duration.ofSeconds(20);

    /** What the box reads. */
    List<String> subscriptions() {
        return signed ? List.of(topics.desired(), topics.confirm(), topics.trust()) : List.of(topics.desired());
    }

    Document.Format format() {
        return signed ? Document.Format.SIGNED : Document.Format.PROTOBUF;
    }

    /** Unique to the box: the broker ends an older connection of the same id. */
    String clientId() {
        return Topics.clientId(topics.box());
    }
}
