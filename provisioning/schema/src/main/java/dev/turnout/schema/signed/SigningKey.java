package dev.turnout.schema.signed;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** An Ed25519 key pair (RFC 8032) of whoever may change boxes. */
public final class SigningKey {
    static final String PEM_TYPE = "PRIVATE KEY";

    private final PrivateKey secret;
    private final VerifyKey verifyKey;

    private SigningKey(PrivateKey secret, VerifyKey verifyKey) {
        this.secret = secret;
        this.verifyKey = verifyKey;
    }

    /** A new one, by the platform's strongest source of randomness. */
    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(VerifyKey.ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), new VerifyKey(pair.getPublic()));
        } catch (GeneralSecurityException impossible) {
            throw VerifyKey.platform(impossible);
        }
    }

    /** Of PEM with one PKCS #8 key (RFC 8410 §7), as OpenSSL writes it; empty where it is none of an Ed25519 key. */
    public static Optional<SigningKey> parse(String pem) {
        var blocks = Pem.read(pem).stream()
                .filter(block -> block.type().equals(PEM_TYPE))
                .toList();
        return blocks.size() == 1 ? of(blocks.getFirst().bytes()) : Optional.empty();
    }

    private static Optional<SigningKey> of(byte[] pkcs8) {
        try {
            PrivateKey secret =
                    KeyFactory.getInstance(VerifyKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return publicKey(secret).map(verify -> new SigningKey(secret, verify));
        } catch (InvalidKeySpecException notOne) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw VerifyKey.platform(impossible);
        }
    }

    /** The JDK has no way from a secret to its public key but this: a generator whose only randomness is the secret. */
    private static Optional<VerifyKey> publicKey(PrivateKey secret) throws GeneralSecurityException {
        if (!(secret instanceof EdECPrivateKey edwards) || edwards.getBytes().isEmpty()) {
            return Optional.empty();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(VerifyKey.ALGORITHM);
        generator.initialize(
                NamedParameterSpec.ED25519, new GivenRandom(edwards.getBytes().get()));
        return Optional.of(new VerifyKey(generator.generateKeyPair().getPublic()));
    }

    public VerifyKey verifyKey() {
        return verifyKey;
    }

    /** As PEM, for a file that only its owner reads. */
    public String pem() {
        return Pem.write(PEM_TYPE, secret.getEncoded());
    }

    byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(VerifyKey.ALGORITHM);
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw VerifyKey.platform(impossible);
        }
    }
}
