package dev.turnout.hwtests.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Identity;
import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Boxes become ones of a fleet, and the broker lets each do what is its own and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrolmentTest {
    private static final int REFUSED = 4;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** How long a message is waited for that must not come, behind one that must. */
    private static final Duration GRACE = Duration.ofMillis(300);

    private FleetOffice office;
    private Process registrar;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        office = new FleetOffice(directory);
        registrar = office.registrar();
        for (String box : List.of("edge-1", "edge-2")) {
            claim(box + ".claim", "--box", box);
            Shell.Answer answer = office.enrol(box + ".claim", box);
            assertEquals(0, answer.status(), answer.err());
            assertEquals("this box is " + box + " now, and takes signed configurations alone\n", answer.out());
        }
        claim("other.claim", "--box", "other");
    }

    @AfterAll
    void close() throws Exception {
        registrar.destroy();
        assertTrue(registrar.waitFor(20, TimeUnit.SECONDS));
        office.close();
    }

    private void claim(String file, String... options) throws Exception {
        String[] all = new String[5 + options.length];
        System.arraycopy(new String[] {"claim", "create", file, "--ca-dir", "ca"}, 0, all, 0, 5);
        System.arraycopy(options, 0, all, 5, options.length);
        String ignored = office.run("fleetctl", all);
    }

    @Test
    void aBoxKeepsWhatItIsToItself() throws Exception {
        Path box = office.directory.resolve("edge-1");
        for (String file : List.of("identity.p12", "trust.pem")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(box.resolve(file))));
        }
        assertEquals(
                Files.readString(office.directory.resolve("fleet.key.pub")),
                Files.readString(box.resolve("trust.pem")));
        assertTrue(Files.notExists(box.resolve("pending.key")), "it is in the identity now");
        Shell.Answer again = office.enrol("edge-1.claim", "edge-1");
        assertEquals(REFUSED, again.status());
        assertTrue(again.err().contains("has an identity already"), again.err());
    }

    @Test
    void aClaimIsGoodForItsBoxesAndNoOther() throws Exception {
        Shell.Answer none = office.enrol("no.claim", "nobody");
        assertEquals(REFUSED, none.status());
        assertTrue(none.err().contains("there is no file no.claim"), none.err());
        Shell.Answer used = office.enrol("edge-1.claim", "thief");
        assertEquals(REFUSED, used.status());
        assertTrue(used.err().contains("(ENROL_USED_UP)"), used.err());
        claim("serial.claim", "--box", "edge-9", "--serial", "S-9");
        Shell.Answer wrong = office.enrol("serial.claim", "edge-9", "--serial", "S-8");
        assertTrue(wrong.err().contains("(ENROL_SERIAL)"), wrong.err());
        assertEquals(
                0, office.enrol("serial.claim", "edge-9", "--serial", "S-9").status());
        claim("many.claim", "--box", "shop", "--uses", "2");
        for (String serial : List.of("A1", "B2")) {
            Shell.Answer answer = office.enrol("many.claim", "shop" + serial, "--serial", serial);
            assertEquals("this box is shop-" + serial + " now, and takes signed configurations alone\n", answer.out());
        }
        assertTrue(office.enrol("many.claim", "shopC3", "--serial", "C3").err().contains("(ENROL_USED_UP)"));
        String list = office.run("fleetctl", "claim", "list", "--ca-dir", "ca");
        assertTrue(list.contains("shop-A1, shop-B2") || list.contains("shop-B2, shop-A1"), list);
    }

    @Test
    void aLostAnswerIsGivenAgainAndUsesNothingUp() throws Exception {
        claim("lost.claim", "--box", "edge-lost");
        Shell.Answer nobody = office.command(
                "turnout", "enrol", "--claim", "lost.claim", "--broker", "mqtts://127.0.0.1:1", "--data-dir", "lost");
        assertEquals(REFUSED, nobody.status());
        Path pending = office.directory.resolve("lost/pending.key");
        byte[] key = Files.readAllBytes(pending);
        assertEquals(0, office.enrol("lost.claim", "lost").status());
        // As if it had been killed before it could write what it was given.
        Files.delete(office.directory.resolve("lost/identity.p12"));
        Files.write(pending, key);
        Shell.Answer again = office.enrol("lost.claim", "lost");
        assertEquals(0, again.status(), again.err());
        Shell.Answer another = office.enrol("lost.claim", "lost", "--again");
        assertTrue(another.err().contains("(ENROL_USED_UP)"), "another key is another box: " + another.err());
    }

    @Test
    void aBoxNeitherSpeaksAsAnotherNorHearsWhatIsForIt() throws Exception {
        try (BrokerSession one = office.session(office.broker(), "edge-1/identity.p12", "one");
                BrokerSession two = office.session(office.broker(), "edge-2/identity.p12", "two");
                BrokerSession operator = office.session(office.broker(), "ca/fleetctl.p12", "operator")) {
            operator.subscribe("turnout/v1/+/reported");
            one.subscribe("turnout/v1/edge-1/desired");
            for (String topic : List.of("turnout/v1/edge-2/desired", "turnout/v1/+/desired", "turnout/#", "#")) {
                tryTo(() -> one.subscribe(topic));
            }
            operator.publish("turnout/v1/edge-2/desired", new byte[] {2});
            operator.publish("turnout/v1/edge-1/desired", new byte[] {1});
            assertEquals(
                    Optional.of(ByteString.copyFrom(new byte[] {1})),
                    one.next(SOON).map(BrokerEvent.Arrived::payload));
            assertOnly("turnout/v1/edge-1/desired", one);

            tryTo(() -> one.publish("turnout/v1/edge-2/reported", new byte[] {3}));
            tryTo(() -> one.publish("turnout/v1/edge-1/desired", new byte[] {3}));
            tryTo(() -> one.publish("turnout/v1/edge-2/renew", new byte[] {3}));
            one.publish("turnout/v1/edge-1/reported", new byte[] {4});
            two.publish("turnout/v1/edge-2/reported", new byte[] {5});
            assertEquals(List.of("turnout/v1/edge-1/reported", "turnout/v1/edge-2/reported"), topics(operator));
            assertEquals(Optional.empty(), one.next(GRACE), "its own desired topic is not its to write");
        }
    }

    /** Subscriptions that overlap may bring the same message more than once. */
    private static void assertOnly(String topic, BrokerSession session) throws BrokerProblem {
        for (Optional<BrokerEvent.Arrived> next = session.next(GRACE); next.isPresent(); next = session.next(GRACE)) {
            assertEquals(topic, next.get().topic(), "it hears what is its own and nothing else");
        }
    }

    @Test
    void aBoxRenewsItsIdentityAndTheOldOneStaysGood() throws Exception {
        claim("renewed.claim", "--box", "edge-renewed");
        assertEquals(0, office.enrol("renewed.claim", "renewed").status());
        Path identity = office.directory.resolve("renewed/identity.p12");
        Files.copy(identity, office.directory.resolve("renewed/before.p12"));
        assertEquals(
                "this box is edge-renewed now, and takes signed configurations alone\n",
                office.run(
                        "turnout",
                        "enrol",
                        "--renew",
                        "--broker",
                        office.broker().toString(),
                        "--data-dir",
                        "renewed"));
        assertNotEquals(
                Identity.certificate(office.directory.resolve("renewed/before.p12")), Identity.certificate(identity));
        for (String good : List.of("renewed/before.p12", "renewed/identity.p12")) {
            office.session(office.broker(), good, good.replace('/', '-')).close();
        }
    }

    @Test
    void aBoxThatIsRevokedIsOutAtOnceAndNobodyElseIs() throws Exception {
        claim("lost-box.claim", "--box", "edge-stolen");
        assertEquals(0, office.enrol("lost-box.claim", "stolen").status());
        try (BrokerSession stolen = office.session(office.broker(), "stolen/identity.p12", "turnout-edge-stolen");
                BrokerSession other = office.session(office.broker(), "edge-1/identity.p12", "turnout-edge-1")) {
            String said = office.run(
                    "fleetctl",
                    "revoke",
                    "edge-stolen",
                    "--ca-dir",
                    "ca",
                    "--broker-dir",
                    "broker",
                    "--broker",
                    office.broker().toString(),
                    "--reload",
                    "kill -HUP " + office.brokerPid());
            assertEquals("edge-stolen is out: 1 certificate revoked\n", said);
            assertThrows(BrokerProblem.class, () -> stolen.next(SOON), "its session ends");
            other.publish("turnout/v1/edge-1/presence", new byte[] {1});
        }
        assertThrows(
                BrokerProblem.class,
                () -> office.session(office.broker(), "stolen/identity.p12", "turnout-edge-stolen"),
                "and it is not let in again");
        office.session(office.broker(), "edge-2/identity.p12", "turnout-edge-2").close();
        Shell.Answer renewed = office.command(
                "turnout", "enrol", "--renew", "--broker", office.broker().toString(), "--data-dir", "stolen");
        assertEquals(REFUSED, renewed.status());
    }

    private static List<String> topics(BrokerSession session) throws BrokerProblem {
        List<String> topics = new java.util.ArrayList<>();
        for (Duration patience = SOON; ; patience = topics.size() < 2 ? SOON : GRACE) {
            Optional<BrokerEvent.Arrived> next = session.next(patience);
            if (next.isEmpty()) {
                return topics.stream().sorted().toList();
            }
            topics.add(next.get().topic());
        }
    }

    private interface Attempt {
        void run() throws BrokerProblem;
    }

    /** A broker may refuse it, or take it and do nothing: what counts is what is delivered. */
    private static void tryTo(Attempt attempt) {
        try {
            attempt.run();
        } catch (BrokerProblem refused) {
            assertTrue(refused.sentence().contains("would not let us"), refused.sentence());
        }
    }

    @Test
    void whoHoldsAClaimCanDoNothingButClaim() throws Exception {
        assertThrows(
                BrokerProblem.class,
                () -> office.session(office.broker(), "other.claim", "claimant"),
                "not among boxes");
        String name = office.run("fleetctl", "claim", "list", "--ca-dir", "ca")
                .lines()
                .filter(line -> line.contains(" other "))
                .map(line -> "claim." + line.substring(0, 16))
                .findFirst()
                .orElseThrow();
        try (BrokerSession claimant = office.session(office.claims(), "other.claim", "claimant");
                BrokerSession operator = office.session(office.broker(), "ca/fleetctl.p12", "operator2")) {
            operator.subscribe("turnout/v1/" + name + "/#", "turnout/v1/edge-1/#");
            for (String topic : List.of("turnout/v1/" + name + "/desired", "turnout/v1/edge-1/desired", "#")) {
                tryTo(() -> claimant.subscribe(topic));
            }
            tryTo(() -> claimant.publish("turnout/v1/" + name + "/reported", new byte[] {1}));
            tryTo(() -> claimant.publish("turnout/v1/" + name + "/renew", new byte[] {1}));
            tryTo(() -> claimant.publish("turnout/v1/edge-1/reported", new byte[] {1}));
            claimant.publish("turnout/v1/" + name + "/claim", new byte[] {7});
            Optional<BrokerEvent.Arrived> first = operator.next(SOON);
            while (first.filter(BrokerEvent.Arrived::retained).isPresent()) {
                first = operator.next(SOON);
            }
            assertEquals(Optional.of("turnout/v1/" + name + "/claim"), first.map(BrokerEvent.Arrived::topic));
            operator.publish("turnout/v1/edge-1/desired", new byte[] {9});
            assertOnly("turnout/v1/" + name + "/claimed", claimant);
        }
    }

    @Test
    void plainTextAndStrangersGetNowhere(@TempDir Path elsewhere) throws Exception {
        BrokerAccess plain =
                new BrokerAccess(new BrokerUri(false, "127.0.0.1", office.port), Optional.empty(), Optional.empty());
        assertThrows(BrokerProblem.class, () -> BrokerSession.open(plain, "plain"));
        BrokerAccess nameless =
                new BrokerAccess(office.broker(), Optional.empty(), Optional.of(office.directory.resolve("ca/ca.pem")));
        assertThrows(BrokerProblem.class, () -> BrokerSession.open(nameless, "nameless"));
        String stranger = elsewhere.resolve("ca").toString();
        String ignored = office.run("fleetctl", "ca", "init", stranger);
        BrokerAccess foreign = new BrokerAccess(
                office.broker(),
                Optional.empty(),
                Optional.of(office.directory.resolve("ca/ca.pem")),
                Optional.of(Path.of(stranger, "fleetctl.p12")));
        assertThrows(BrokerProblem.class, () -> BrokerSession.open(foreign, "foreign"));
        assertThrows(
                BrokerProblem.class,
                () -> office.session(office.broker(), stranger + "/fleetctl.p12", "believer"),
                "nor does a stranger believe this broker");
        Shell.Answer old = Shell.run(
                office.directory,
                java.util.Map.of("PATH", "/usr/bin:/bin"),
                List.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:" + office.port + " -tls1_2 </dev/null >/dev/null 2>&1"),
                Duration.ofSeconds(20));
        assertTrue(old.status() != 0, "TLS 1.2 is over");
    }
}
