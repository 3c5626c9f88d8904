package dev.turnout.hwtests.speed;

import dev.turnout.hwtests.net.Netns;
import dev.turnout.schema.Topics;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A fleet manager's connection: documents of QoS 1, retained, as {@code fleetctl push} sends them. */
final class Publisher implements AutoCloseable {
    private final MqttClient client;
    private final String topic;

    private Publisher(MqttClient client, String topic) {
        this.client = client;
        this.topic = topic;
    }

    static Publisher connect(Netns from, String broker, String box) {
        return from.inside(() -> {
            MqttClient client = new MqttClient("tcp://" + broker + ":1883", "publisher", new MemoryPersistence());
            client.connect();
            return new Publisher(client, new Topics(box).desired());
        });
    }

    /** Returns when the broker has it. */
    void publish(byte[] document) {
        try {
            client.publish(topic, document, 1, true);
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
