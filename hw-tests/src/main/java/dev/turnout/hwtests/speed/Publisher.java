package dev.turnout.hwtests.speed;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerUri;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.schema.Topics;
import java.util.Optional;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A fleet manager's connection: documents of QoS 1, retained, as {@code fleetctl push} sends them. */
public final class Publisher implements AutoCloseable {
    private final MqttAsyncClient client;
    private final String topic;

    private Publisher(MqttAsyncClient client, String topic) {
        this.client = client;
        this.topic = topic;
    }

    public static Publisher connect(Netns from, String broker, String box) {
        return from.inside(() -> {
            BrokerAccess access =
                    new BrokerAccess(BrokerUri.parse("mqtt://" + broker), Optional.empty(), Optional.empty());
            MqttAsyncClient client = access.client("publisher");
            client.connect(access.options()).waitForCompletion();
            return new Publisher(client, new Topics(box).desired());
        });
    }

    /** Returns when the broker has it. */
    public void publish(byte[] document) {
        try {
            client.publish(topic, document, 1, true).waitForCompletion();
        } catch (MqttException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1, false);
            client.close();
        } catch (MqttException alreadyGone) {
            // Nothing of it is used again.
        }
    }
}
