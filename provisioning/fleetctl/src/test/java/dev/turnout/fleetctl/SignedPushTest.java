package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Revision;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.Opened;
import dev.turnout.schema.signed.Signed;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.v1.Liveness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys, signed pushes, trials and confirmations over a real broker. */
class SignedPushTest extends BrokerTest {
    private Path key = Path.of("");

    @BeforeEach
    void makeKey() throws Exception {
        key = Files.createTempDirectory(directory, "keys").resolve("fleet.key");
        Ran ran = Ran.fleetctl("key", "create", key.toString());
        assertEquals(Exit.OK, ran.code(), ran.err());
    }

    private TrustedKeys trusted() throws Exception {
        return TrustedKeys.parse(Files.readString(Path.of(key + ".pub"))).orElseThrow();
    }

    private Signed desired() throws Exception {
        byte[] bytes =
                Sessions.retained(brokerUri(), "turnout/v1/" + box + "/desired").orElseThrow();
        return assertInstanceOf(Opened.Genuine.class, Envelopes.open(bytes, trusted()))
                .signed();
    }

    @Test
    void aKeyIsItsOwnersAndIsNotOverwritten() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        Ran shown = Ran.fleetctl("key", "show", key.toString());
        assertTrue(shown.out().startsWith("key " + trusted().keys().getFirst().id() + "\n"), shown.out());
        String before = Files.readString(key);
        Ran again = Ran.fleetctl("key", "create", key.toString());
        assertEquals(Exit.INVALID, again.code());
        assertTrue(again.err().contains("is there already"), again.err());
        assertEquals(before, Files.readString(key));
        Ran missing = Ran.fleetctl("key", "show", key + ".nowhere");
        assertEquals(Exit.INVALID, missing.code());
        assertTrue(missing.err().contains("fleetctl key create"), missing.err());
        Ran notOne = Ran.fleetctl("key", "show", key + ".pub");
        assertTrue(notOne.err().contains("is no Ed25519 key"), notOne.err());
    }

    @Test
    void signedPushRetainsAnEnvelope() throws Exception {
        Ran ran = push(file("signed.yaml", DOCUMENT), "--key", key.toString(), "--trial", "90s");
        assertEquals(Exit.OK, ran.code(), ran.err());
        assertTrue(
                ran.out().contains(", signed by " + trusted().keys().getFirst().id()), ran.out());
        Signed signed = desired();
        assertEquals(new Signed.Audience.Box(box), signed.audience());
        assertEquals(new Revision(1, 7), signed.revision());
        assertEquals(
                Duration.ofSeconds(90),
                assertInstanceOf(Signed.Content.Push.class, signed.content()).trial());
        Ran older = push(file("older.yaml", DOCUMENT.replace("generation: 7", "generation: 6")), "--key", key + "");
        assertEquals(Exit.REFUSED, older.code(), "what is retained is read though it is signed");
    }

    @Test
    void whatForwardsIsConfirmedAndStays() throws Exception {
        try (TrialBox _ = TrialBox.start(brokerUri(), box, trusted(), Liveness.State.FORWARDING)) {
            Ran ran = push(file("trial.yaml", DOCUMENT), "--key", key.toString(), "--wait");
            assertEquals(Exit.OK, ran.code(), ran.err());
            assertTrue(ran.out().contains(box + " applied 1.7 in "), ran.out());
            assertTrue(ran.out().contains(box + " tries it out, and forwards: confirmed\n"), ran.out());
            assertTrue(ran.out().contains(box + " keeps 1.7, after "), ran.out());
        }
    }

    @Test
    void whatDoesNotForwardIsNotConfirmed() throws Exception {
        try (TrialBox _ = TrialBox.start(brokerUri(), box, trusted(), Liveness.State.NOT_FORWARDING)) {
            Ran ran = push(file("bad.yaml", DOCUMENT), "--key", key.toString(), "--wait=2");
            assertEquals(Exit.REFUSED, ran.code(), ran.out());
            assertFalse(ran.out().contains("confirmed"), ran.out());
            assertTrue(ran.err().contains("TRIAL_NOT_FORWARDING"), ran.err());
        }
    }

    @Test
    void aStrangersKeyIsRefusedAndSaidSo() throws Exception {
        Path other = key.resolveSibling("other.key");
        assertEquals(Exit.OK, Ran.fleetctl("key", "create", other.toString()).code());
        try (TrialBox _ = TrialBox.start(brokerUri(), box, trusted(), Liveness.State.FORWARDING)) {
            Ran ran = push(file("stranger.yaml", DOCUMENT), "--key", other.toString(), "--wait=20");
            assertEquals(Exit.REFUSED, ran.code(), ran.out());
            assertTrue(ran.err().contains("ENV_NOT_SIGNED"), ran.err());
        }
    }

    @Test
    void confirmationByHand() throws Exception {
        String[] confirm = {"confirm", "--key", key.toString(), "--broker", brokerUri(), "--box", box};
        Ran early = Ran.fleetctl(confirm);
        assertEquals(Exit.REFUSED, early.code());
        assertTrue(early.err().contains("has nothing on trial"), early.err());
        try (TrialBox _ = TrialBox.start(brokerUri(), box, trusted(), Liveness.State.FORWARDING)) {
            assertEquals(
                    Exit.OK,
                    push(file("byhand.yaml", DOCUMENT), "--key", key.toString(), "--trial", "60s")
                            .code());
            Ran ran = Ran.fleetctl(confirm);
            for (int i = 0; i < 20 && ran.code() == Exit.REFUSED; i++) {
                ran = Ran.fleetctl(confirm);
            }
            assertEquals(Exit.OK, ran.code(), ran.err());
            assertEquals("confirmed revision 1.7 for " + box + "\n", ran.out());
        }
    }

    @Test
    void whatOnlySignedPushesHaveNeedsAKey() throws Exception {
        Ran ran = push(file("nokey.yaml", DOCUMENT), "--trial", "60s");
        assertEquals(Exit.USAGE, ran.code());
        assertTrue(ran.err().contains("give --key FILE"), ran.err());
        Ran badly = push(file("badly.yaml", DOCUMENT), "--key", key.toString(), "--trial", "soon");
        assertEquals(Exit.USAGE, badly.code());
        assertTrue(badly.err().contains("'soon'"), badly.err());
    }
}
