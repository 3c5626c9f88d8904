package dev.turnout.schema.signed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.Limits;
import dev.turnout.v1.Envelope;
import dev.turnout.v1.Signature;
import dev.turnout.v1.Statement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Closes and opens envelopes: DSSE over {@code turnout.v1.Statement}. Never throws, whatever the bytes. */
public final class Envelopes {
    /** What a payload is; part of what is signed. */
    public static final String PAYLOAD_TYPE = "application/vnd.turnout.statement.v1";

    /** Around the configuration: names, numbers, times, signatures. */
    private static final int WRAPPING_BYTES = 8 * 1024;

    public static final int MOST_BYTES = Limits.DOCUMENT_BYTES + WRAPPING_BYTES;

    private Envelopes() {}

    /** Signs a statement with every key. */
    public static byte[] seal(Statement statement, List<SigningKey> keys) {
        byte[] payload = statement.toByteArray();
        byte[] message = preAuthenticationEncoding(PAYLOAD_TYPE, payload);
        Envelope.Builder envelope =
                Envelope.newBuilder().setPayload(ByteString.copyFrom(payload)).setPayloadType(PAYLOAD_TYPE);
        for (SigningKey key : keys) {
            envelope.addSignatures(Signature.newBuilder()
                    .setSig(ByteString.copyFrom(key.sign(message)))
                    .setKeyid(key.verifyKey().id()));
        }
        return envelope.build().toByteArray();
    }

    /** Reads nothing of the payload unless a key that is trusted has signed it. */
    public static Opened open(byte[] bytes, TrustedKeys trusted) {
        if (bytes.length > MOST_BYTES) {
            return malformed("it has " + bytes.length + " bytes: at most " + MOST_BYTES);
        }
        Envelope envelope;
        try {
            envelope = Envelope.parseFrom(bytes);
        } catch (InvalidProtocolBufferException notOne) {
            return malformed(
                    "these " + bytes.length + " bytes are no turnout.v1.Envelope; 'fleetctl push --key' makes one");
        }
        if (!envelope.getPayloadType().equals(PAYLOAD_TYPE)) {
            return malformed(
                    "it is no " + PAYLOAD_TYPE + "; 'fleetctl push --key' makes what a box takes that trusts keys");
        }
        if (envelope.getSignaturesCount() > TrustedKeys.MOST) {
            return malformed("it has " + envelope.getSignaturesCount() + " signatures: at most " + TrustedKeys.MOST);
        }
        return signer(envelope, trusted)
                .map(by -> Statements.read(envelope.getPayload(), by))
                .orElseGet(() -> notSigned(envelope, trusted));
    }

    /** The number that an envelope claims, whoever has signed it; empty where it claims none. */
    public static Optional<Revision> revision(byte[] bytes) {
        try {
            Statement statement = Statement.parseFrom(Envelope.parseFrom(bytes).getPayload());
            boolean claims = statement.getEpoch() >= 0 && statement.getGeneration() > 0;
            return claims
                    ? Optional.of(new Revision(statement.getEpoch(), statement.getGeneration()))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException notOne) {
            return Optional.empty();
        }
    }

    /** Whether bytes mean to be an envelope. */
    public static boolean isEnvelope(byte[] bytes) {
        try {
            return Envelope.parseFrom(bytes).getPayloadType().equals(PAYLOAD_TYPE);
        } catch (InvalidProtocolBufferException notOne) {
            return false;
        }
    }

    /**
     * The configuration in an envelope that was opened before: nobody is asked who signed it. Empty where it has none, which is no
     * configuration either.
     */
    public static byte[] configuration(byte[] bytes) {
        try {
            Statement statement = Statement.parseFrom(Envelope.parseFrom(bytes).getPayload());
            return statement.getPush().getConfig().toByteArray();
        } catch (InvalidProtocolBufferException notOne) {
            return new byte[0];
        }
    }

    private static Optional<VerifyKey> signer(Envelope envelope, TrustedKeys trusted) {
        byte[] message = preAuthenticationEncoding(
                envelope.getPayloadType(), envelope.getPayload().toByteArray());
        return envelope.getSignaturesList().stream()
                .flatMap(signature -> trusted.signer(message, signature.getSig().toByteArray()).stream())
                .findFirst();
    }

    /** Says whose signatures are wrong, and whose keys are not trusted, since the remedies differ. */
    private static Opened notSigned(Envelope envelope, TrustedKeys trusted) {
        if (envelope.getSignaturesCount() == 0) {
            return new Opened.Refused(
                    EnvelopeCode.NOT_SIGNED, "it has no signature; sign it with 'fleetctl push --key'");
        }
        List<String> ids = trusted.keys().stream().map(VerifyKey::id).toList();
        boolean known = envelope.getSignaturesList().stream().anyMatch(each -> ids.contains(each.getKeyid()));
        return new Opened.Refused(
                EnvelopeCode.NOT_SIGNED,
                known
                        ? "its signature is wrong: it was changed on the way"
                        : "it is signed by " + signers(envelope) + ", and this box trusts " + String.join(", ", ids));
    }

    private static String signers(Envelope envelope) {
        return String.join(
                ", ",
                envelope.getSignaturesList().stream()
                        .map(Signature::getKeyid)
                        .map(id -> id.matches("[0-9a-f]{16}") ? id : "a key without a proper id")
                        .toList());
    }

    private static Opened malformed(String sentence) {
        return new Opened.Refused(EnvelopeCode.MALFORMED, sentence);
    }

    /** DSSE v1, "Protocol". */
    static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + name.length + 32);
        out.writeBytes(("DSSEv1 " + name.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(name);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
