package dev.turnout.schema.signed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.turnout.core.model.Revision;
import dev.turnout.v1.Envelope;
import dev.turnout.v1.Push;
import dev.turnout.v1.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopesTest {
    private static final SigningKey OURS = SigningKey.generate();
    private static final SigningKey THEIRS = SigningKey.generate();
    private static final TrustedKeys TRUSTED = new TrustedKeys(List.of(OURS.verifyKey()));
    private static final byte[] CONFIG = {1, 2, 3};

    private static Statement.Builder statement() {
        return Statement.newBuilder()
                .setBox("edge-1")
                .setEpoch(1)
                .setGeneration(7)
                .setPush(Push.newBuilder()
                        .setConfig(ByteString.copyFrom(CONFIG))
                        .setTrial(Duration.newBuilder().setSeconds(60)));
    }

    private static byte[] sealed(Statement.Builder statement, SigningKey... keys) {
        return Envelopes.seal(statement.build(), List.of(keys));
    }

    private static EnvelopeCode refusal(byte[] bytes) {
        return assertInstanceOf(Opened.Refused.class, Envelopes.open(bytes, TRUSTED))
                .code();
    }

    @Test
    void whatWasSignedComesOutAgain() {
        Opened.Genuine opened =
                assertInstanceOf(Opened.Genuine.class, Envelopes.open(sealed(statement(), OURS), TRUSTED));
        assertEquals(OURS.verifyKey(), opened.by());
        assertEquals(new Revision(1, 7), opened.signed().revision());
        assertEquals(new Signed.Audience.Box("edge-1"), opened.signed().audience());
        Signed.Content.Push push =
                assertInstanceOf(Signed.Content.Push.class, opened.signed().content());
        assertArrayEquals(CONFIG, push.config());
        assertEquals(java.time.Duration.ofMinutes(1), push.trial());
    }

    @Test
    void oneSignatureOfATrustedKeyIsEnough() {
        Opened.Genuine opened =
                assertInstanceOf(Opened.Genuine.class, Envelopes.open(sealed(statement(), THEIRS, OURS), TRUSTED));
        assertEquals(OURS.verifyKey(), opened.by());
        assertEquals(EnvelopeCode.NOT_SIGNED, refusal(sealed(statement(), THEIRS)));
        assertEquals(EnvelopeCode.NOT_SIGNED, refusal(sealed(statement())));
    }

    @Test
    void everyBitCounts() {
        byte[] good = sealed(statement(), OURS);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (Envelopes.open(flipped, TRUSTED) instanceof Opened.Genuine(Signed signed, VerifyKey _)) {
                assertUntouched(good, flipped, signed);
            }
        }
    }

    /** The key's id is a hint that nobody has signed, and so are fields that nobody knows: what was signed is as it was. */
    private static void assertUntouched(byte[] good, byte[] flipped, Signed signed) {
        assertEquals(payload(good), payload(flipped));
        assertEquals(new Revision(1, 7), signed.revision());
    }

    private static ByteString payload(byte[] envelope) {
        try {
            return Envelope.parseFrom(envelope).getPayload();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverTheBytesNothingIsThrown(long seed) {
        Random random = new Random(seed);
        byte[] good = sealed(statement(), OURS);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = random.nextBoolean() ? good.clone() : new byte[random.nextInt(300)];
            for (int change = random.nextInt(1, 20); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (Envelopes.open(bytes, TRUSTED) instanceof Opened.Genuine genuine) {
                assertEquals(new Revision(1, 7), genuine.signed().revision(), "seed " + seed);
            }
        }
    }

    @Test
    void aSignatureOfOneKindOfMessageIsNoneOfAnother() throws Exception {
        Envelope envelope = Envelope.parseFrom(sealed(statement(), OURS));
        assertEquals(
                EnvelopeCode.MALFORMED,
                refusal(envelope.toBuilder()
                        .setPayloadType("application/json")
                        .build()
                        .toByteArray()));
        byte[] over = envelope.getPayload().toByteArray();
        Envelope bare = envelope.toBuilder()
                .clearSignatures()
                .addSignatures(dev.turnout.v1.Signature.newBuilder().setSig(ByteString.copyFrom(OURS.sign(over))))
                .build();
        assertEquals(EnvelopeCode.NOT_SIGNED, refusal(bare.toByteArray()), "signed without what it is");
    }

    @Test
    void aTrustedSignerMayBeWrongToo() {
        List<Statement.Builder> wrong = List.of(
                statement().clearAudience(),
                statement().setBox("a/b"),
                statement().setBox("+"),
                statement().setGeneration(0),
                statement().setGeneration(-1),
                statement().setEpoch(-1),
                statement().clearContent(),
                statement().setExpires(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)),
                statement()
                        .setPush(
                                Push.newBuilder().setTrial(Duration.newBuilder().setSeconds(-1))),
                statement()
                        .setPush(
                                Push.newBuilder().setTrial(Duration.newBuilder().setSeconds(86_401))));
        for (Statement.Builder each : wrong) {
            assertEquals(EnvelopeCode.MALFORMED, refusal(sealed(each, OURS)), each::toString);
        }
        assertEquals(EnvelopeCode.MALFORMED, refusal(new byte[Envelopes.MOST_BYTES + 1]));
    }

    @Test
    void whatIsSignedIsDssesEncoding() {
        assertEquals(
                "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
                new String(
                        Envelopes.preAuthenticationEncoding(
                                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8));
    }

    /** RFC 8032 §7.1, test 2, in the PEM of RFC 8410. */
    @Test
    void keysAndSignaturesAreThoseOfTheStandard() {
        HexFormat hex = HexFormat.of();
        byte[] secret = hex.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] pkcs8 = hex.parseHex("302e020100300506032b657004220420" + hex.formatHex(secret));
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n";
        SigningKey key = SigningKey.parse(pem).orElseThrow();
        byte[] signature = key.sign(new byte[] {0x72});
        assertEquals(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                hex.formatHex(signature));
        byte[] spki = hex.parseHex(
                "302a300506032b65700321003d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        VerifyKey known = VerifyKey.of(spki).orElseThrow();
        assertEquals(known, key.verifyKey());
        assertTrue(known.verifies(new byte[] {0x72}, signature));
    }

    @Test
    void keysOutliveTheirFiles() {
        SigningKey again = SigningKey.parse(OURS.pem()).orElseThrow();
        assertEquals(OURS.verifyKey(), again.verifyKey());
        String both =
                OURS.verifyKey().pem() + "# the next one\n" + THEIRS.verifyKey().pem();
        assertEquals(
                List.of(OURS.verifyKey(), THEIRS.verifyKey()),
                TrustedKeys.parse(both).orElseThrow().keys());
        List<String> notKeys = new ArrayList<>(List.of("", "rubbish", OURS.pem(), both.replace('A', '!')));
        notKeys.add(OURS.verifyKey().pem().repeat(TrustedKeys.MOST + 1));
        for (String each : notKeys) {
            assertEquals(Optional.empty(), TrustedKeys.parse(each), each);
        }
        assertEquals(Optional.empty(), SigningKey.parse(OURS.verifyKey().pem()));
    }

    @Test
    void admissionAsksForWhomAndWhen() {
        Admission box = new Admission("edge-1", Set.of("shops"));
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Timestamp then = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).build();
        assertEquals(Optional.empty(), asked(box, statement(), now, true));
        assertEquals(Optional.empty(), asked(box, statement().setGroup("shops"), now, true));
        assertEquals(Optional.of(EnvelopeCode.AUDIENCE), asked(box, statement().setBox("edge-2"), now, true));
        assertEquals(Optional.of(EnvelopeCode.AUDIENCE), asked(box, statement().setGroup("edge-1"), now, true));
        assertEquals(Optional.of(EnvelopeCode.EXPIRED), asked(box, statement().setExpires(then), now, true));
        assertEquals(Optional.empty(), asked(box, statement().setExpires(then), now.minusNanos(1), true));
        assertEquals(Optional.of(EnvelopeCode.EXPIRED), asked(box, statement().setExpires(then), now, false));
        assertEquals(
                Optional.of(EnvelopeCode.NOT_YET), asked(box, statement().setNotBefore(then), now.minusNanos(1), true));
        assertEquals(Optional.empty(), asked(box, statement().setNotBefore(then), now, true));
        assertEquals(Optional.empty(), asked(box, statement().setNotBefore(then), Instant.EPOCH, false));
    }

    private static Optional<EnvelopeCode> asked(Admission box, Statement.Builder statement, Instant now, boolean sure) {
        Opened.Genuine opened =
                assertInstanceOf(Opened.Genuine.class, Envelopes.open(sealed(statement, OURS), TRUSTED));
        return box.refusal(opened.signed(), new Admission.TimeOfDay(now, sure)).map(Opened.Refused::code);
    }
}
