package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.broker.fixture.Certificates;
import dev.turnout.broker.fixture.Mosquitto;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mqtts://}: whom fleetctl believes, and what it says of the others. */
@Timeout(60)
class TlsTest {
    private static final String HERE = "IP:127.0.0.1";

    @TempDir
    private static Path directory;

    private static Certificates ours;

    @BeforeAll
    static void makeAuthority() throws Exception {
        ours = Certificates.authority(directory, "ours");
    }

    private static Ran report(String[] certificate, Path ca) throws Exception {
        try (Mosquitto broker = Mosquitto.start(directory, certificate)) {
            String uri = "mqtts://127.0.0.1:" + broker.port();
            Ran ran = Ran.fleetctl("report", "--broker", uri, "--box", "edge-1", "--ca", ca.toString());
            return new Ran(ran.code(), ran.out(), ran.err().replace(uri, "BROKER"));
        }
    }

    private static Ran refused(String sentence) {
        return new Ran(Exit.BROKER, "", "fleetctl: " + sentence + "\n");
    }

    @Test
    void aBrokerThatTheAuthoritySignedIsAsked() throws Exception {
        String answer = "fleetctl: edge-1 has never reported: is its agent running, and its id spelt right?\n";
        assertEquals(new Ran(Exit.SILENT, "", answer), report(ours.issue(HERE, 1), ours.ca()));
    }

    @Test
    void anotherAuthorityIsNotBelieved() throws Exception {
        Path theirs = Certificates.authority(directory, "theirs").ca();
        assertEquals(
                refused("cannot connect to BROKER: the broker's certificate is signed by none of " + theirs
                        + ": give --ca a PEM file with the certificate that signs it"),
                report(ours.issue(HERE, 1), theirs));
    }

    @Test
    void anExpiredCertificateIsNotBelieved() throws Exception {
        assertEquals(
                refused(
                        "cannot connect to BROKER: the broker's certificate, or one that signs it, has expired: renew it,"
                                + " or set this machine's clock if that is wrong"),
                report(ours.issue(HERE, -1), ours.ca()));
    }

    @Test
    void aCertificateForAnotherNameIsNotBelieved() throws Exception {
        assertEquals(
                refused("cannot connect to BROKER: the broker's certificate is not for 127.0.0.1: give --broker a name"
                        + " that the certificate bears, or the broker a certificate for this one"),
                report(ours.issue("DNS:elsewhere.example", 1), ours.ca()));
    }

    @Test
    void aFileWithoutCertificatesIsCalledThat() throws Exception {
        Path nowhere = directory.resolve("nowhere.pem");
        assertEquals(
                refused("the file " + nowhere + " holds no certificates that can be read: --ca takes them as PEM"),
                report(ours.issue(HERE, 1), nowhere));
    }
}
