package dev.turnout.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is, and how to be let in.
 *
 * @param ca PEM file with the certificates that sign the broker's; without it the JDK's trust store decides
 * @param identity file of an {@link Identity} to be known by; read anew for every connection
 */
public record BrokerAccess(
        BrokerUri broker, Optional<Credentials> credentials, Optional<Path> ca, Optional<Path> identity) {
    /** Held here, since a logger that nobody holds forgets its level. What matters comes as a sentence. */
    private static final Logger PAHO_LOG = Logger.getLogger("org.eclipse.paho.mqttv5");

    static {
        PAHO_LOG.setLevel(Level.OFF);
    }

    /** One that is known by user and password, or not at all. */
    public BrokerAccess(BrokerUri broker, Optional<Credentials> credentials, Optional<Path> ca) {
        this(broker, credentials, ca, Optional.empty());
    }

    /**
     * A client that keeps nothing of its own, and acknowledges only what it is told to.
     *
     * @throws MqttException only where Paho cannot even be set up for the broker's address
     */
    public MqttAsyncClient client(String clientId) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(broker.pahoUri(), clientId, new MemoryPersistence());
        client.setManualAcks(true);
        return client;
    }

    /**
     * One attempt to connect, signed in and under TLS as it was asked for.
     *
     * @throws IOException with a sentence, if the password or the CA file cannot be used
     */
    public MqttConnectionOptions options() throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setUseSubscriptionIdentifiers(false);
        if (credentials.isPresent()) {
            options.setUserName(credentials.get().user());
            credentials.get().password().ifPresent(options::setPassword);
        }
        if (broker.tls()) {
            options.setSocketFactory(new PromptTlsSockets(Tls.sockets(ca, identity)));
            options.setHttpsHostnameVerificationEnabled(true);
        } else {
            options.setSocketFactory(new PromptSockets(SocketFactory.getDefault()));
        }
        return options;
    }

    /** Why something failed: a sentence without a full stop. */
    public String words(@Nullable Throwable failure) {
        return TlsFailure.words(this, failure).orElseGet(() -> BrokerFailure.words(failure));
    }

    /** Why the connection ended: what the broker said in DISCONNECT, or what became of the socket. */
    public String words(MqttDisconnectResponse response) {
        return ReasonCode.isFailure(response.getReturnCode())
                ? BrokerFailure.said(response.getReturnCode())
                : words(response.getException());
    }
}
