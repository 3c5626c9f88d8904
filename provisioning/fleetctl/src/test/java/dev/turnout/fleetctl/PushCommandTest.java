package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.broker.fixture.Mosquitto;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.v1.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pushes over a real broker; each test has a box of its own. */
class PushCommandTest extends BrokerTest {
    private FleetConfig desired() throws Exception {
        byte[] bytes =
                Sessions.retained(brokerUri(), "turnout/v1/" + box + "/desired").orElseThrow();
        return assertInstanceOf(ParseResult.Accepted.class, ConfigParser.parse(bytes, BoxContext.NONE))
                .config();
    }

    @Test
    void pushRetainsTheDocumentWithItsTableSize() throws Exception {
        Ran ran = push(file("push.yaml", DOCUMENT));
        assertEquals(Exit.OK, ran.code(), ran.err());
        assertTrue(
                ran.out().startsWith("table size of web is 256\npublished revision 1.7 for " + box + ", "), ran.out());
        assertEquals(new Revision(1, 7), desired().revision());
        byte[] bytes =
                Sessions.retained(brokerUri(), "turnout/v1/" + box + "/desired").orElseThrow();
        assertTrue(dev.turnout.v1.FleetConfig.parseFrom(bytes).getServices(0).hasTableSize());
    }

    @Test
    void pushOfAnInvalidDocumentAsksNoBroker() throws Exception {
        String file = file("invalid.yaml", DOCUMENT.replace("pool: web", "pool: wbe"));
        String nobody = "mqtt://127.0.0.1:" + Mosquitto.freePort();
        Ran ran = Ran.fleetctl("push", file, "--broker", nobody, "--box", box);
        assertEquals(Exit.INVALID, ran.code());
        assertTrue(ran.err().contains("CFG_UNKNOWN_POOL"), ran.err());
    }

    @Test
    void pushWaitsUntilItIsApplied() throws Exception {
        try (TestBox _ = TestBox.start(brokerUri(), box, BoxContext.NONE)) {
            Ran ran = push(file("wait.yaml", DOCUMENT), "--wait");
            assertEquals(Exit.OK, ran.code(), ran.err());
            String last = ran.out().lines().toList().getLast();
            assertTrue(
                    last.matches(box + " applied 1.7 in [0-9]+ ms from publish: 12 of 256 slots moved \\(4.7 %\\),"
                            + " 12 of them keep their old flows for now"),
                    last);
        }
    }

    @Test
    void pushTellsWhyABoxRejects() throws Exception {
        BoxContext own = new BoxContext(Set.of(IpAddress.parse("192.0.2.10").orElseThrow()));
        try (TestBox _ = TestBox.start(brokerUri(), box, own)) {
            Ran ran = push(file("reject.yaml", DOCUMENT), "--wait=20");
            assertEquals(Exit.REFUSED, ran.code(), ran.out());
            assertTrue(ran.err().contains("  services[0].vip: 192.0.2.10 is an address of the box itself"), ran.err());
            assertTrue(ran.err().contains("fleetctl: " + box + " rejected 1.7: "), ran.err());
        }
    }

    @Test
    void aMendedDocumentIsNotTakenForTheRejectedOne() throws Exception {
        BoxContext own = new BoxContext(Set.of(IpAddress.parse("192.0.2.10").orElseThrow()));
        try (TestBox _ = TestBox.start(brokerUri(), box, own)) {
            assertEquals(
                    Exit.REFUSED, push(file("mend1.yaml", DOCUMENT), "--wait").code());
            String mended = DOCUMENT.replace("192.0.2.10", "192.0.2.11");
            Ran ran = push(file("mend2.yaml", mended), "--wait", "--next");
            assertEquals(Exit.OK, ran.code(), ran.err());
        }
    }

    @Test
    void nextCountsOnFromWhatIsDesired() throws Exception {
        String file = file("next.yaml", DOCUMENT.replace("epoch: 1\ngeneration: 7\n", ""));
        assertEquals(Exit.INVALID, push(file).code());
        assertEquals(Exit.OK, push(file, "--next").code());
        assertEquals(new Revision(0, 1), desired().revision());
        assertEquals(Exit.OK, push(file, "--next").code());
        assertEquals(new Revision(0, 2), desired().revision());
    }

    @Test
    void anOlderDocumentIsNotPublished() throws Exception {
        assertEquals(Exit.OK, push(file("newer.yaml", DOCUMENT)).code());
        Ran same = push(file("same.yaml", DOCUMENT));
        assertEquals(Exit.OK, same.code(), same.err());
        Ran ran = push(file("older.yaml", DOCUMENT.replace("generation: 7", "generation: 6")));
        assertEquals(Exit.REFUSED, ran.code());
        assertEquals(
                "fleetctl: " + box + " has revision 1.7 already and would ignore 1.6: raise the generation above 7,"
                        + " or let --next do it\n",
                ran.err());
        assertEquals(new Revision(1, 7), desired().revision());
        Ran changed = push(file("changed.yaml", DOCUMENT.replace("10.0.0.2", "10.0.0.3")));
        assertEquals(Exit.REFUSED, changed.code());
    }

    @Test
    void aSilentBoxIsNotWaitedForForEver() throws Exception {
        Ran ran = push(file("silent.yaml", DOCUMENT), "--wait=1");
        assertEquals(Exit.SILENT, ran.code());
        assertEquals(
                "fleetctl: " + box + " has not applied 1.7 within 1s: is its agent running, and its id spelt right?\n",
                ran.err());
    }

    @Test
    void anOfflineBoxIsCalledThat() throws Exception {
        Presence offline = Presence.newBuilder()
                .setBox(box)
                .setState(Presence.State.OFFLINE)
                .build();
        Sessions.publish(brokerUri(), "turnout/v1/" + box + "/presence", offline.toByteArray());
        Ran ran = push(file("offline.yaml", DOCUMENT), "--wait=1");
        assertEquals(Exit.SILENT, ran.code());
        assertTrue(ran.err().endsWith("within 1s: it is offline, and takes it when it connects again\n"), ran.err());
    }

    @Test
    void nobodyListens() throws Exception {
        String nobody = "mqtt://127.0.0.1:" + Mosquitto.freePort();
        Ran ran = Ran.fleetctl("push", file("nobody.yaml", DOCUMENT), "--broker", nobody, "--box", box);
        assertEquals(Exit.BROKER, ran.code());
        assertTrue(ran.err().startsWith("fleetctl: cannot connect to " + nobody + ": "), ran.err());
        assertEquals(
                1,
                ran.err().lines().filter(line -> line.startsWith("fleetctl:")).count());
    }

    @Test
    void aDeniedPublishIsNotTakenForDone() throws Exception {
        Path acl = Files.writeString(directory.resolve("acl"), "topic read turnout/#\n");
        try (Mosquitto strict = Mosquitto.start(directory, "acl_file " + acl)) {
            Ran ran = Ran.fleetctl(
                    "push",
                    file("denied.yaml", DOCUMENT),
                    "--broker",
                    strict.uri().toString(),
                    "--box",
                    box);
            assertEquals(Exit.BROKER, ran.code());
            assertTrue(ran.err().contains("not authorized (135)"), ran.err());
        }
    }

    @Test
    void aStrangerIsNotLetIn() throws Exception {
        Path passwords = Files.writeString(directory.resolve("passwords"), "");
        Path password = Files.writeString(directory.resolve("password"), "guess\n");
        try (Mosquitto closed = Mosquitto.start(directory, "allow_anonymous false", "password_file " + passwords)) {
            Ran ran = Ran.fleetctl(
                    "push",
                    file("stranger.yaml", DOCUMENT),
                    "--broker",
                    closed.uri().toString(),
                    "--box",
                    box,
                    "--user",
                    "eve",
                    "--password-file",
                    password.toString());
            assertEquals(Exit.BROKER, ran.code());
            assertTrue(ran.err().contains("not authorized (135)"), ran.err());
        }
    }
}
