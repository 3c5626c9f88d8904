package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** Hands documents on, as many as may be outstanding, and acknowledges each once it is settled. */
final class Arrivals {
    private static final int MOST_OUTSTANDING = 2 * MqttSettings.RECEIVE_MAXIMUM;

    private final List<String> topics;
    private final Document.Format format;
    private final Consumer<LinkEvent> events;
    private final Window window = new Window(MOST_OUTSTANDING);
    private Consumer<Offer> receiver = _ -> {};

    /** @param events takes what is settled, from any thread */
    Arrivals(MqttSettings settings, Consumer<LinkEvent> events) {
        this.topics = settings.subscriptions();
        this.format = settings.format();
        this.events = events;
    }

    void receive(Consumer<Offer> to) {
        receiver = to;
    }

    /** A new subscription makes the broker send what it retains. */
    void subscribe(PahoConnection on) {
        window.subscribing();
        on.subscribe(topics);
    }

    void arrived(PahoConnection of, String topic, MqttMessage message) {
        if (!window.take()) {
            // The newest is retained: it is asked for again once there is room.
            of.acknowledge(message.getId(), message.getQos());
            return;
        }
        Document document = Document.of(format, message.getPayload());
        LinkEvent settled = new LinkEvent.Settled(of, message.getId(), message.getQos());
        receiver.accept(new Offer(document, topic, Offer.Order.BY_REVISION, () -> events.accept(settled)));
    }

    /**
     * Acknowledges, and fetches what was passed over where there is room again.
     *
     * @param current the connection that stands, if any; what came by another one comes again
     */
    void settled(LinkEvent.Settled settled, @Nullable PahoConnection current) {
        boolean fetch = window.settle();
        if (current != null && current == settled.connection()) {
            current.acknowledge(settled.messageId(), settled.qos());
        }
        if (current != null && fetch) {
            current.subscribe(topics);
        }
    }
}
