package dev.turnout.schema.signed;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** An Ed25519 public key (RFC 8032). */
public final class VerifyKey {
    static final String ALGORITHM = "Ed25519";
    static final String PEM_TYPE = "PUBLIC KEY";
    public static final int SIGNATURE_BYTES = 64;

    private static final int RAW_BYTES = 32;
    private static final int ID_DIGITS = 16;

    private final PublicKey key;
    private final String id;

    VerifyKey(PublicKey key) {
        this.key = key;
        this.id = HexFormat.of().formatHex(sha256(raw(key))).substring(0, ID_DIGITS);
    }

    /** Of a SubjectPublicKeyInfo (RFC 8410 §4); empty where it is none of an Ed25519 key. */
    static Optional<VerifyKey> of(byte[] spki) {
        try {
            return Optional.of(
                    new VerifyKey(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(spki))));
        } catch (InvalidKeySpecException notOne) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw platform(impossible);
        }
    }

    /** The last 32 bytes of the encoding are the key (RFC 8410 §4). */
    private static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw platform(impossible);
        }
    }

    static IllegalStateException platform(GeneralSecurityException impossible) {
        return new IllegalStateException("every JDK from 15 on has it", impossible);
    }

    /** The first 16 hexadecimal digits of SHA-256 over the key's 32 bytes. */
    public String id() {
        return id;
    }

    /** As PEM, which OpenSSL reads too. */
    public String pem() {
        return Pem.write(PEM_TYPE, key.getEncoded());
    }

    boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (InvalidKeyException lowOrder) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw platform(impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
