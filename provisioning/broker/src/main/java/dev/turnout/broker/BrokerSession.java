package dev.turnout.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection to a broker, for as long as a command runs. Used by one thread.
 *
 * <p>Paho's callback only enqueues; every answer is waited for here, with a deadline, and its reason code is read,
 * since a publish that the broker denies still "completes".
 */
public final class BrokerSession implements AutoCloseable {
    private static final int QOS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BrokerAccess access;
    private final MqttAsyncClient client;
    private final BlockingQueue<BrokerEvent> events = new LinkedBlockingQueue<>();

    private BrokerSession(BrokerAccess access, MqttAsyncClient client) {
        this.access = access;
        this.client = client;
        client.setCallback(new EnqueueingCallback(access, events));
    }

    public static BrokerSession open(BrokerAccess access, String clientId) throws BrokerProblem {
        MqttConnectionOptions options = options(access);
        BrokerSession session;
        try {
            session = new BrokerSession(access, access.client(clientId));
        } catch (MqttException | IllegalArgumentException unusable) {
            throw new BrokerProblem("the broker " + access.broker() + " cannot be used: " + access.words(unusable));
        }
        try {
            session.client.connect(options).waitForCompletion(PATIENCE.toMillis());
            return session;
        } catch (MqttException refused) {
            session.close();
            throw new BrokerProblem("cannot connect to " + access.broker() + ": " + access.words(refused));
        }
    }

    private static MqttConnectionOptions options(BrokerAccess access) throws BrokerProblem {
        try {
            MqttConnectionOptions options = access.options();
            options.setCleanStart(true);
            options.setSessionExpiryInterval(0L);
            options.setConnectionTimeout((int) PATIENCE.toSeconds());
            return options;
        } catch (IOException unusable) {
            throw new BrokerProblem(String.valueOf(unusable.getMessage()));
        }
    }

    /** Asks for topics; what they retain arrives next. */
    public void subscribe(String... topics) throws BrokerProblem {
        for (String topic : topics) {
            MqttSubscription[] subscription = {new MqttSubscription(topic, QOS)};
            await("subscribe to " + topic, () -> client.subscribe(subscription, null, null, new MqttProperties()));
        }
    }

    /** Publishes, retained, and waits until the broker has it. */
    public void publish(String topic, byte[] payload) throws BrokerProblem {
        MqttMessage message = new MqttMessage(payload, QOS, true, new MqttProperties());
        await("publish to " + topic, () -> client.publish(topic, message));
    }

    private interface Request {
        IMqttToken send() throws MqttException;
    }

    private void await(String what, Request request) throws BrokerProblem {
        try {
            IMqttToken token = request.send();
            token.waitForCompletion(PATIENCE.toMillis());
            int[] codes = token.getReasonCodes();
            for (int code : codes == null ? new int[0] : codes) {
                if (ReasonCode.isFailure(code)) {
                    throw new BrokerProblem(access.broker() + " would not let us " + what + ": "
                            + ReasonCode.words(code) + "; see the broker's access rules for this user");
                }
            }
        } catch (MqttException failed) {
            throw new BrokerProblem("cannot " + what + " at " + access.broker() + ": " + access.words(failed));
        }
    }

    /** The next message of a subscribed topic; empty if none comes in time. */
    public Optional<BrokerEvent.Arrived> next(Duration timeout) throws BrokerProblem {
        BrokerEvent event;
        try {
            event = events.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerProblem("interrupted");
        }
        return switch (event) {
            case null -> Optional.empty();
            case BrokerEvent.Arrived arrived -> {
                acknowledge(arrived);
                yield Optional.of(arrived);
            }
            case BrokerEvent.Lost(String why) ->
                throw new BrokerProblem("the connection to " + access.broker() + " ended: " + why);
        };
    }

    private void acknowledge(BrokerEvent.Arrived arrived) throws BrokerProblem {
        try {
            client.messageArrivedComplete(arrived.messageId(), arrived.qos());
        } catch (MqttException failed) {
            throw new BrokerProblem("the connection to " + access.broker() + " ended: " + access.words(failed));
        }
    }

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(PATIENCE.toMillis());
            }
            client.close(true);
        } catch (MqttException alreadyGone) {
            // There is nobody left to say goodbye to.
        }
    }
}
