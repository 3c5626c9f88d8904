package dev.turnout.agent.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** A PKCS #10 request (RFC 2986), in the DER (X.690) of its few fields: the JDK has no public class for one. */
final class CertificateRequest {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int ATTRIBUTES = 0xa0;
    private static final int LONG_FORM = 0x80;

    /** {@code id-at-commonName}, 2.5.4.3, as a whole element. */
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    /** {@code ecdsa-with-SHA256}, 1.2.840.10045.4.3.2 (RFC 5758 §3.2), as a whole element. */
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };

    private CertificateRequest() {}

    /** Signed by the key that it is for, which is one of EC P-256. */
    static byte[] of(String commonName, PublicKey key, PrivateKey secret) throws GeneralSecurityException {
        byte[] name = element(
                SEQUENCE,
                element(
                        SET,
                        element(
                                SEQUENCE,
                                COMMON_NAME,
                                element(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
        byte[] info = element(SEQUENCE, element(INTEGER, new byte[] {0}), name, key.getEncoded(), element(ATTRIBUTES));
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(secret);
        signer.update(info);
        return element(
                SEQUENCE,
                info,
                element(SEQUENCE, ECDSA_WITH_SHA256),
                element(BIT_STRING, new byte[] {0}, signer.sign()));
    }

    private static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            content.writeBytes(each);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < LONG_FORM) {
            out.write(length);
        } else if (length <= 0xff) {
            out.write(LONG_FORM | 1);
            out.write(length);
        } else {
            out.write(LONG_FORM | 2);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
