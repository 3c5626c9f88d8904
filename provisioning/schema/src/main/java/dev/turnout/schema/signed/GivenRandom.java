package dev.turnout.schema.signed;

import java.security.SecureRandom;

/** Hands out the bytes that it was given, once. */
final class GivenRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] given;

    GivenRandom(byte[] given) {
        this.given = given.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length != given.length) {
            throw new IllegalStateException(bytes.length + " bytes asked, " + given.length + " given");
        }
        System.arraycopy(given, 0, bytes, 0, bytes.length);
    }
}
