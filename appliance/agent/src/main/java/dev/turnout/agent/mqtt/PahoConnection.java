package dev.turnout.agent.mqtt;

import dev.turnout.v1.Presence;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One attempt to connect, and the connection that comes of it: a Paho client that is never used again.
 *
 * <p>All methods are called by the link's thread and return at once. All answers come as events, none of them from
 * within a call.
 */
final class PahoConnection {
    private static final int QOS = 1;
    private static final int DISCONNECT_WITH_WILL = 0x04;

    private final MqttSettings settings;
    private final Consumer<LinkEvent> events;
    private final MqttAsyncClient client;

    /** @throws MqttException only where Paho cannot even be set up for the broker's address */
    PahoConnection(MqttSettings settings, Consumer<LinkEvent> events) throws MqttException {
        this.settings = settings;
        this.events = events;
        // In memory: the outbox says what to send again, and the broker sends again what was not acknowledged.
        client = settings.access().client(settings.clientId());
        client.setCallback(new GlobalCallback());
    }

    /**
     * @param will published by the broker when the connection ends
     * @throws IOException with a sentence, if the password or the CA file cannot be used
     */
    void open(Presence will) throws MqttException, IOException {
        client.connect(
                options(will),
                null,
                listener(_ -> new LinkEvent.Connected(this), why -> new LinkEvent.ConnectFailed(this, why)));
    }

    private MqttConnectionOptions options(Presence will) throws IOException {
        MqttConnectionOptions options = settings.access().options();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(MqttSettings.SESSION_EXPIRY.toSeconds());
        options.setKeepAliveInterval((int) MqttSettings.KEEP_ALIVE.toSeconds());
        options.setConnectionTimeout((int) MqttSettings.CONNECT_TIMEOUT.toSeconds());
        options.setReceiveMaximum(MqttSettings.RECEIVE_MAXIMUM);
        options.setMaximumPacketSize((long) MqttSettings.MAXIMUM_PACKET);
        options.setWill(settings.topics().presence(), retained(will.toByteArray()));
        return options;
    }

    private static MqttMessage retained(byte[] payload) {
        return new MqttMessage(payload, QOS, true, new MqttProperties());
    }

    /** Asks for topics; the broker then sends what it retains there, also if they were subscribed before. */
    void subscribe(List<String> topics) {
        call(
                () -> client.subscribe(
                        topics.stream()
                                .map(topic -> new MqttSubscription(topic, QOS))
                                .toArray(MqttSubscription[]::new),
                        null,
                        listener(
                                code -> new LinkEvent.Subscribed(this, code),
                                why -> new LinkEvent.SubscribeFailed(this, why)),
                        new MqttProperties()),
                why -> new LinkEvent.SubscribeFailed(this, why));
    }

    void publish(Outbox.Outgoing outgoing) {
        Function<String, LinkEvent> failed = why -> new LinkEvent.PublishFailed(this, outgoing, why);
        call(
                () -> client.publish(
                        outgoing.topic(),
                        retained(outgoing.payload()),
                        null,
                        listener(code -> new LinkEvent.Published(this, outgoing, code), failed)),
                failed);
    }

    /** Sends PUBACK. If the connection ends meanwhile, the broker sends the message again, so failing is harmless. */
    void acknowledge(int messageId, int qos) {
        call(() -> client.messageArrivedComplete(messageId, qos), why -> new LinkEvent.Lost(this, why));
    }

    /** Ends the connection in such a way that the broker publishes the will. */
    void sayGoodbye() {
        call(
                () -> client.disconnect(
                        0,
                        null,
                        listener(
                                _ -> new LinkEvent.Lost(this, "the agent closed it"),
                                why -> new LinkEvent.Lost(this, why)),
                        DISCONNECT_WITH_WILL,
                        new MqttProperties()),
                why -> new LinkEvent.Lost(this, why));
    }

    /** Lets go of sockets and threads. Paho waits for its own threads meanwhile, so it does that on one more. */
    Thread abandon() {
        return Thread.ofPlatform().daemon().name("mqtt-abandon").start(() -> {
            try {
                client.disconnectForcibly(0, 0, false);
                client.close();
            } catch (MqttException | RuntimeException alreadyGone) {
                // Nothing of it is used again; a half-open socket is ended by the broker's keep-alive.
            }
        });
    }

    private interface PahoCall {
        void run() throws MqttException;
    }

    private void call(PahoCall call, Function<String, LinkEvent> failed) {
        try {
            call.run();
        } catch (MqttException failure) {
            events.accept(failed.apply(settings.access().words(failure)));
        }
    }

    private MqttActionListener listener(IntFunction<LinkEvent> succeeded, Function<String, LinkEvent> failed) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                int[] codes = token.getReasonCodes();
                events.accept(succeeded.apply(worst(codes == null ? new int[0] : codes)));
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
                events.accept(failed.apply(settings.access().words(failure)));
            }
        };
    }

    /** Of several topics' codes one that is a refusal, if there is one. */
    private static int worst(int[] codes) {
        return Arrays.stream(codes).max().orElse(0);
    }

    /** The one callback; it enqueues and returns. */
    private final class GlobalCallback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            events.accept(new LinkEvent.Arrived(PahoConnection.this, topic, message));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            events.accept(
                    new LinkEvent.Lost(PahoConnection.this, settings.access().words(response)));
        }

        @Override
        public void mqttErrorOccurred(MqttException error) {
            events.accept(
                    new LinkEvent.Lost(PahoConnection.this, settings.access().words(error)));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int code, MqttProperties properties) {}
    }
}
