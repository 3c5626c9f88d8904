package dev.turnout.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.turnout.broker.fixture.Certificates;
import dev.turnout.broker.fixture.Mosquitto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Being let in by a real broker under TLS, or not; each refusal names its remedy. */
@Timeout(60)
class BrokerAccessTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String HERE = "IP:127.0.0.1";

    @TempDir
    private static Path directory;

    private static Certificates ours;
    private static Certificates theirs;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        ours = Certificates.authority(directory, "ours");
        theirs = Certificates.authority(directory, "theirs");
    }

    /** Connects, and says why that failed; {@code in} where it did not. */
    private static String connect(BrokerAccess access) throws Exception {
        MqttAsyncClient client = access.client("test");
        try {
            client.connect(access.options()).waitForCompletion(PATIENCE_MILLIS);
            client.disconnect().waitForCompletion(PATIENCE_MILLIS);
            return "in";
        } catch (MqttException failure) {
            return access.words(failure);
        } finally {
            client.close(true);
        }
    }

    private static BrokerAccess tls(int port, Path ca) {
        return new BrokerAccess(new BrokerUri(true, "127.0.0.1", port), Optional.empty(), Optional.of(ca));
    }

    private static Mosquitto broker(String... config) throws Exception {
        return Mosquitto.start(directory, config);
    }

    @Test
    void aCertificateOfTheGivenAuthorityAndForTheNameIsBelieved() throws Exception {
        try (Mosquitto broker = broker(ours.issue(HERE, 1))) {
            assertEquals("in", connect(tls(broker.port(), ours.ca())));
        }
    }

    @Test
    void anotherAuthorityIsNot() throws Exception {
        try (Mosquitto broker = broker(ours.issue(HERE, 1))) {
            assertEquals(
                    "the broker's certificate is signed by none of " + theirs.ca()
                            + ": give --ca a PEM file with the certificate that signs it",
                    connect(tls(broker.port(), theirs.ca())));
            assertEquals(
                    "the broker's certificate is signed by none of those that the JDK trusts: give --ca a PEM file with"
                            + " the certificate that signs it",
                    connect(new BrokerAccess(
                            new BrokerUri(true, "127.0.0.1", broker.port()), Optional.empty(), Optional.empty())));
        }
    }

    @Test
    void anExpiredCertificateIsNot() throws Exception {
        try (Mosquitto broker = broker(ours.issue(HERE, -1))) {
            assertEquals(
                    "the broker's certificate, or one that signs it, has expired: renew it, or set this machine's clock"
                            + " if that is wrong",
                    connect(tls(broker.port(), ours.ca())));
        }
    }

    @Test
    void aCertificateForAnotherNameIsNot() throws Exception {
        String sentence = "the broker's certificate is not for 127.0.0.1: give --broker a name that the certificate"
                + " bears, or the broker a certificate for this one";
        try (Mosquitto broker = broker(ours.issue("IP:127.0.0.2", 1))) {
            assertEquals(sentence, connect(tls(broker.port(), ours.ca())));
        }
        try (Mosquitto broker = broker(ours.issue("DNS:elsewhere.example", 1))) {
            assertEquals(sentence, connect(tls(broker.port(), ours.ca())));
        }
    }

    @Test
    void aBrokerThatAsksForAClientsCertificateIsCalledThat() throws Exception {
        String[] issued = ours.issue(HERE, 1);
        try (Mosquitto broker = broker(issued[0], issued[1], "cafile " + ours.ca(), "require_certificate true")) {
            assertEquals(
                    "the broker demands a certificate of its clients: 'turnout enrol' gives a box one, and fleetctl takes"
                            + " --identity",
                    connect(tls(broker.port(), ours.ca())));
        }
    }

    @Test
    void theWrongPortIsCalledThat() throws Exception {
        try (Mosquitto broker = broker()) {
            assertEquals(
                    "the broker ended the connection: if it does not speak TLS on port " + broker.port()
                            + ", give --broker its TLS port, or mqtt:// instead of mqtts://",
                    connect(tls(broker.port(), ours.ca())));
        }
        int nobody = Mosquitto.freePort();
        assertEquals("Connection refused: is a broker running there?", connect(tls(nobody, ours.ca())));
    }

    @Test
    void aFileWithoutCertificatesIsRefusedBeforeAnythingIsAsked() throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "none\n");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        for (Path each : Stream.of(garbage, empty, directory.resolve("nowhere.pem"), directory)
                .toList()) {
            IOException refusal =
                    assertThrows(IOException.class, () -> tls(1, each).options());
            assertEquals(
                    "the file " + each + " holds no certificates that can be read: --ca takes them as PEM",
                    refusal.getMessage());
        }
    }

    @Test
    void aPasswordFileThatCannotBeReadIsCalledThat() {
        Path nowhere = directory.resolve("nowhere");
        BrokerAccess access = new BrokerAccess(
                new BrokerUri(false, "127.0.0.1", 1),
                Optional.of(new Credentials("box", Optional.of(nowhere))),
                Optional.empty());
        assertEquals(
                "the password file " + nowhere
                        + " cannot be read: --password-file takes a file of text whose first line is the password",
                assertThrows(IOException.class, access::options).getMessage());
    }
}
