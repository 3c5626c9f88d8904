package dev.turnout.agent.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.source.SourceStatus;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Credentials;
import dev.turnout.broker.fixture.Certificates;
import dev.turnout.broker.fixture.Mosquitto;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker may refuse: the password, a topic, its certificate. */
@Timeout(60)
class MqttAccessTest {
    @TempDir
    private Path directory;

    @Test
    void aDeniedReportIsSeenThoughTheClientCompletesIt() throws Exception {
        Path acl = Files.writeString(
                directory.resolve("acl"),
                "topic read turnout/v1/box-1/desired\ntopic write turnout/v1/box-1/presence\n");
        try (Mosquitto broker = Mosquitto.start(directory, "acl_file " + acl);
                LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            link.publish("report".getBytes(UTF_8));
            SourceStatus status = link.await(each -> !each.detail().isEmpty());
            assertEquals(
                    "the broker refused a message: not authorized (135); let the box write turnout/v1/box-1/reported",
                    status.detail());
            assertTrue(status.reachable());
        }
    }

    @Test
    void aRefusalIsForgottenOnceTheBrokerTakesTheTopicAgain() throws Exception {
        String rules = "topic read turnout/v1/box-1/desired\ntopic write turnout/v1/box-1/presence\n";
        Path acl = Files.writeString(directory.resolve("acl"), rules);
        try (Mosquitto broker = Mosquitto.start(directory, "acl_file " + acl);
                LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            link.publish("refused".getBytes(UTF_8));
            link.await(each -> each.detail().contains("refused a message"));
            Files.writeString(acl, rules + "topic write turnout/v1/box-1/reported\n");
            broker.reload();
            link.publish("taken".getBytes(UTF_8));
            assertTrue(link.await(each -> each.detail().isEmpty()).reachable());
        }
    }

    @Test
    void oneTopicThatIsTakenDoesNotHideAnotherThatIsRefused() throws Exception {
        Path acl = Files.writeString(
                directory.resolve("acl"),
                "topic read turnout/v1/box-1/desired\ntopic readwrite turnout/v1/box-1/reported\n");
        try (Mosquitto broker = Mosquitto.start(directory, "acl_file " + acl);
                LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.await(
                    each -> each.reachable() && each.detail().endsWith("let the box write turnout/v1/box-1/presence"));
            link.publish("taken".getBytes(UTF_8));
            assertArrayEquals("taken".getBytes(UTF_8), broker.next("turnout/v1/box-1/reported"));
            assertTrue(link.status().detail().endsWith("turnout/v1/box-1/presence"));
        }
    }

    @Test
    void aDeniedSubscriptionIsNotTakenForAConnection() throws Exception {
        // An ACL file never denies a subscription itself; the dynamic security plugin does.
        Path rules = Files.writeString(directory.resolve("rules.json"), """
                {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                 "subscribe": false, "unsubscribe": true}, "clients": [], "groups": [], "roles": []}
                """);
        try (Mosquitto broker =
                        Mosquitto.start(directory, "plugin " + securityPlugin(), "plugin_opt_config_file " + rules);
                LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            SourceStatus status = link.await(each -> each.detail().contains("refused the subscription"));
            assertTrue(status.detail().endsWith("let the box read turnout/v1/box-1/desired"), status.detail());
        }
    }

    /** Debian puts it into the directory of the machine's architecture. */
    private static Path securityPlugin() throws IOException {
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (Path each : architectures) {
                Path plugin = each.resolve("mosquitto_dynamic_security.so");
                if (Files.exists(plugin)) {
                    return plugin;
                }
            }
        }
        throw new IllegalStateException("mosquitto has no dynamic security plugin");
    }

    @Test
    void aWrongPasswordIsSaidAndARightOneWorksOnceTheFileHasIt() throws Exception {
        Path users = directory.resolve("users");
        run("mosquitto_passwd", "-c", "-b", users.toString(), "box", "right");
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        try (Mosquitto broker = Mosquitto.start(directory, "allow_anonymous false", "password_file " + users);
                LinkUnderTest link = LinkUnderTest.with(
                        broker.uri(), Optional.of(new Credentials("box", Optional.of(password))), Optional.empty())) {
            assertEquals(
                    "the broker said not authorized (135)",
                    link.awaitUnreachable().detail());
            Files.writeString(password, "right\n");
            link.awaitReachable();
        }
    }

    @Test
    void aMissingPasswordFileIsSaid() throws Exception {
        Path nowhere = directory.resolve("nowhere");
        try (Mosquitto broker = Mosquitto.start(directory);
                LinkUnderTest link = LinkUnderTest.with(
                        broker.uri(), Optional.of(new Credentials("box", Optional.of(nowhere))), Optional.empty())) {
            String detail = link.awaitUnreachable().detail();
            assertTrue(detail.startsWith("the password file " + nowhere + " cannot be read"), detail);
        }
    }

    @Test
    void underTlsTheCertificateMustBeRight() throws Exception {
        Certificates ours = Certificates.authority(directory, "ours");
        Certificates theirs = Certificates.authority(directory, "theirs");
        try (Mosquitto broker = Mosquitto.start(directory, ours.issue("IP:127.0.0.1", 1))) {
            BrokerUri uri = new BrokerUri(true, "127.0.0.1", broker.port());
            try (LinkUnderTest link = LinkUnderTest.with(uri, Optional.empty(), Optional.of(ours.ca()))) {
                link.awaitReachable();
            }
            try (LinkUnderTest stranger = LinkUnderTest.with(uri, Optional.empty(), Optional.of(theirs.ca()))) {
                assertEquals(
                        "the broker's certificate is signed by none of " + theirs.ca()
                                + ": give --ca a PEM file with the certificate that signs it",
                        stranger.awaitUnreachable().detail());
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), List.of(command).toString());
    }
}
