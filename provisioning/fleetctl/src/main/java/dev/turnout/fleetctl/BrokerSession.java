package dev.turnout.fleetctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
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
final class BrokerSession implements AutoCloseable {
    private static final int QOS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Held here, since a logger that nobody holds forgets its level. What matters comes as a sentence. */
    private static final Logger PAHO_LOG = Logger.getLogger("org.eclipse.paho.mqttv5");

    static {
        PAHO_LOG.setLevel(Level.OFF);
    }

    private final BrokerAddress address;
    private final MqttAsyncClient client;
    private final BlockingQueue<BrokerEvent> events = new LinkedBlockingQueue<>();

    private BrokerSession(BrokerAddress address, MqttAsyncClient client) {
        this.address = address;
        this.client = client;
        client.setManualAcks(true);
        client.setCallback(new EnqueueingCallback(events));
    }

    static BrokerSession open(BrokerOptions options) throws BrokerProblem {
        BrokerAddress address = options.address();
        MqttConnectionOptions connection = connection(options);
        BrokerSession session;
        try {
            session = new BrokerSession(
                    address, new MqttAsyncClient(address.pahoUri(), options.clientId, new MemoryPersistence()));
        } catch (MqttException | IllegalArgumentException badAddress) {
            throw new BrokerProblem("the broker " + address + " cannot be used: " + Reasons.of(badAddress));
        }
        try {
            session.client.connect(connection).waitForCompletion(PATIENCE.toMillis());
            return session;
        } catch (MqttException refused) {
            session.close();
            throw new BrokerProblem("cannot connect to " + address + ": " + Reasons.of(refused)
                    + "; is it the right address, and does the broker let this user in?");
        }
    }

    private static MqttConnectionOptions connection(BrokerOptions options) throws BrokerProblem {
        MqttConnectionOptions connection = new MqttConnectionOptions();
        connection.setAutomaticReconnect(false);
        connection.setCleanStart(true);
        connection.setSessionExpiryInterval(0L);
        connection.setConnectionTimeout((int) PATIENCE.toSeconds());
        connection.setUseSubscriptionIdentifiers(false);
        options.user().ifPresent(connection::setUserName);
        if (options.passwordFile().isPresent()) {
            connection.setPassword(password(options.passwordFile().get()));
        }
        if (options.address().tls()) {
            try {
                connection.setSocketFactory(Tls.sockets(options.ca()));
            } catch (IOException | GeneralSecurityException unreadable) {
                throw new BrokerProblem("the certificates of --ca cannot be read: " + unreadable.getMessage());
            }
            connection.setHttpsHostnameVerificationEnabled(true);
        }
        return connection;
    }

    private static byte[] password(Path file) throws BrokerProblem {
        try {
            String first = Files.readString(file).lines().findFirst().orElse("");
            return first.getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new BrokerProblem("the password file " + file + " cannot be read");
        }
    }

    /** Asks for topics; what they retain arrives next. */
    void subscribe(String... topics) throws BrokerProblem {
        for (String topic : topics) {
            MqttSubscription[] subscription = {new MqttSubscription(topic, QOS)};
            await("subscribe to " + topic, () -> client.subscribe(subscription, null, null, new MqttProperties()));
        }
    }

    /** Publishes, retained, and waits until the broker has it. */
    void publish(String topic, byte[] payload) throws BrokerProblem {
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
                if (Reasons.isFailure(code)) {
                    throw new BrokerProblem(address + " would not let us " + what + ": " + Reasons.of(code)
                            + "; see the broker's access rules for this user");
                }
            }
        } catch (MqttException failed) {
            throw new BrokerProblem("cannot " + what + " at " + address + ": " + Reasons.of(failed));
        }
    }

    /** The next message of a subscribed topic; empty if none comes in time. */
    Optional<BrokerEvent.Arrived> next(Duration timeout) throws BrokerProblem {
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
                throw new BrokerProblem("the connection to " + address + " ended: " + why);
        };
    }

    private void acknowledge(BrokerEvent.Arrived arrived) throws BrokerProblem {
        try {
            client.messageArrivedComplete(arrived.messageId(), arrived.qos());
        } catch (MqttException failed) {
            throw new BrokerProblem("the connection to " + address + " ended: " + Reasons.of(failed));
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
