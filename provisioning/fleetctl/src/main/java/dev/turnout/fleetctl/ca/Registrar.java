package dev.turnout.fleetctl.ca;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.schema.Topics;
import dev.turnout.v1.IdentityAnswer;
import dev.turnout.v1.IdentityRequest;
import dev.turnout.v1.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Answers boxes that ask for an identity: who they are the broker says, by whose topic they wrote on. The same key under the
 * same claim is answered again, since an answer can be lost, and uses up nothing.
 */
public final class Registrar {
    private static final int P256_BITS = 256;
    private static final int MOST_REQUEST = 16 * 1024;

    private final Authority authority;
    private final Duration valid;
    private final Claims claims;

    /** @param valid how long certificates are good that it gives */
    public Registrar(Authority authority, Duration valid) {
        this.authority = authority;
        this.valid = valid;
        this.claims = authority.claims();
    }

    /**
     * What came of a request.
     *
     * @param box its name; empty where it was refused
     * @param sentence for the operator
     */
    public record Answered(IdentityAnswer answer, Optional<String> box, String sentence) {}

    /** Of a box that holds nothing but a claim. */
    public Answered claim(String commonName, byte[] message, Instant now) throws CaProblem {
        try {
            IdentityRequest request = parse(message);
            PublicKey key = key(request);
            Claim claim = claims.find(commonName)
                    .orElseThrow(() -> refusal("ENROL_UNKNOWN", "nobody knows this claim: make another"));
            String digest = HexFormat.of().formatHex(sha256(key.getEncoded()));
            Optional<String> before = Optional.ofNullable(claim.issued().get(digest));
            if (before.isEmpty()) {
                check(claim, request, now);
            }
            String name = before.orElseGet(() -> name(claim, request));
            if (before.isEmpty()) {
                checkName(claim, name);
                // Before the certificate is given away: who is killed here has used it up, and the box asks again by
                // the same key.
                claims.store(claim.with(digest, name));
            }
            return issued(message, name, key, now);
        } catch (Refusal refused) {
            return refused(message, refused);
        } catch (IOException | GeneralSecurityException failed) {
            throw new CaProblem("a claim cannot be answered: " + failed, failed);
        }
    }

    /** Of a box that has an identity, and asks for a newer one. */
    public Answered renew(String box, byte[] message, Instant now) throws CaProblem {
        try {
            if (!Topics.isBox(box) || box.equals(Authority.OPERATOR) || isClaim(box)) {
                throw refusal("ENROL_NAME", "'" + box + "' can be no box's name");
            }
            return issued(message, box, key(parse(message)), now);
        } catch (Refusal refused) {
            return refused(message, refused);
        } catch (IOException | GeneralSecurityException failed) {
            throw new CaProblem("a renewal cannot be answered: " + failed, failed);
        }
    }

    private static boolean isClaim(String name) {
        return name.startsWith(Claim.COMMON_NAME_PREFIX);
    }

    private static void check(Claim claim, IdentityRequest request, Instant now) throws Refusal {
        if (!now.isBefore(claim.expires())) {
            throw refusal("ENROL_EXPIRED", "the claim was good until " + claim.expires() + ": make another");
        }
        if (claim.issued().size() >= claim.uses()) {
            throw refusal(
                    "ENROL_USED_UP",
                    "the claim was good for " + claim.uses() + (claim.uses() == 1 ? " box" : " boxes") + ": "
                            + String.join(", ", claim.issued().values()));
        }
        if (claim.uses() > 1 && request.getSerial().isEmpty()) {
            throw refusal(
                    "ENROL_SERIAL",
                    "the claim names boxes by their serial numbers, and this one has none: give one by --serial");
        }
        if (claim.serial().filter(serial -> !serial.equals(request.getSerial())).isPresent()) {
            throw refusal(
                    "ENROL_SERIAL",
                    "the claim is for serial number " + claim.serial().get() + ", and this box has "
                            + (request.getSerial().isEmpty() ? "none" : "'" + request.getSerial() + "'"));
        }
    }

    /** Two boxes of one name would end each other's sessions for ever. */
    private static void checkName(Claim claim, String name) throws Refusal {
        if (!Topics.isBox(name) || name.equals(Authority.OPERATOR) || isClaim(name)) {
            throw refusal("ENROL_NAME", "'" + name + "' can be no box's name: make a claim with another");
        }
        if (claim.issued().containsValue(name)) {
            throw refusal(
                    "ENROL_NAME", "another box of this claim is " + name + " already: make a claim for this one alone");
        }
    }

    private static String name(Claim claim, IdentityRequest request) {
        return claim.uses() == 1 ? claim.box() : claim.box() + "-" + request.getSerial();
    }

    private static IdentityRequest parse(byte[] message) throws Refusal {
        if (message.length > MOST_REQUEST) {
            throw refusal("ENROL_MALFORMED", "the request has " + message.length + " bytes");
        }
        try {
            return IdentityRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException notOne) {
            throw refusal("ENROL_MALFORMED", "the message is no turnout.v1.IdentityRequest");
        }
    }

    /** The key, whose owner has signed the request. */
    private static PublicKey key(IdentityRequest message) throws Refusal {
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(
                    message.getCertificateRequest().toByteArray());
            PublicKey key = request.getPublicKey();
            boolean p256 = key instanceof ECPublicKey curve
                    && curve.getParams().getOrder().bitLength() == P256_BITS
                    && curve.getParams().toString().contains("secp256r1");
            if (!p256) {
                throw refusal("ENROL_KEY", "the key is none of EC P-256");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw refusal("ENROL_KEY", "the request is not signed by the key that it is for");
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException unreadable) {
            // Whatever the bytes: Bouncy Castle tells of some of them by unchecked exceptions.
            throw refusal("ENROL_MALFORMED", "the certificate request cannot be read");
        }
    }

    private Answered issued(byte[] message, String name, PublicKey key, Instant now)
            throws GeneralSecurityException, IOException, CaProblem {
        List<X509Certificate> chain = authority.box(name, key, now, valid);
        IdentityAnswer.Builder answer = IdentityAnswer.newBuilder()
                .setRequestDigest(ByteString.copyFrom(sha256(message)))
                .addAuthorities(ByteString.copyFrom(authority.fleetCertificate().getEncoded()));
        for (X509Certificate each : chain) {
            answer.addCertificates(ByteString.copyFrom(each.getEncoded()));
        }
        authority.trustedKeys().ifPresent(answer::setTrustedKeys);
        return new Answered(
                answer.build(),
                Optional.of(name),
                name + " has its identity, until "
                        + chain.getFirst().getNotAfter().toInstant());
    }

    private static Answered refused(byte[] message, Refusal refused) {
        IdentityAnswer answer = IdentityAnswer.newBuilder()
                .setRequestDigest(ByteString.copyFrom(sha256(message)))
                .setReason(Reason.newBuilder().setCode(refused.code).setMessage(refused.sentence()))
                .build();
        return new Answered(answer, Optional.empty(), "refused: " + refused.sentence() + " (" + refused.code + ")");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static Refusal refusal(String code, String sentence) {
        return new Refusal(code, sentence);
    }

    /** Why a box gets no identity. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;

        Refusal(String code, String sentence) {
            super(sentence);
            this.code = code;
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }
}
