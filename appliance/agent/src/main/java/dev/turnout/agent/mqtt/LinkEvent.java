package dev.turnout.agent.mqtt;

import org.eclipse.paho.mqttv5.common.MqttMessage;

/** What Paho's callbacks and other threads enqueue for the link's own thread. */
sealed interface LinkEvent {
    record Connected(PahoConnection connection) implements LinkEvent {}

    record ConnectFailed(PahoConnection connection, String why) implements LinkEvent {}

    record Lost(PahoConnection connection, String why) implements LinkEvent {}

    /** The reason code of SUBACK. */
    record Subscribed(PahoConnection connection, int code) implements LinkEvent {}

    record SubscribeFailed(PahoConnection connection, String why) implements LinkEvent {}

    /** The reason code of PUBACK. */
    record Published(PahoConnection connection, Outbox.Outgoing outgoing, int code) implements LinkEvent {}

    /** No answer came, since the connection ended. */
    record PublishFailed(PahoConnection connection, Outbox.Outgoing outgoing, String why) implements LinkEvent {}

    record Arrived(PahoConnection connection, String topic, MqttMessage message) implements LinkEvent {}

    /** The receiver of a document is done with it. */
    record Settled(PahoConnection connection, int messageId, int qos) implements LinkEvent {}

    /** The outbox has something new. */
    record Wake() implements LinkEvent {}
}
