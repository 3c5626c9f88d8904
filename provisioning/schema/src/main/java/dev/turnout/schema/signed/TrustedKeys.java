package dev.turnout.schema.signed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whose signatures a box believes. Any one of them is enough. */
public record TrustedKeys(List<VerifyKey> keys) {
    /** As many as anybody has at a time, the old and the new of a rotation among them. */
    public static final int MOST = 16;

    public TrustedKeys {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException(keys.size() + " keys");
        }
    }

    /** Of PEM with 1 to {@value #MOST} Ed25519 public keys; empty where it is anything else. */
    public static Optional<TrustedKeys> parse(String pem) {
        List<VerifyKey> keys = new ArrayList<>();
        for (Pem.Block block : Pem.read(pem)) {
            Optional<VerifyKey> key =
                    block.type().equals(VerifyKey.PEM_TYPE) ? VerifyKey.of(block.bytes()) : Optional.empty();
            if (key.isEmpty()) {
                return Optional.empty();
            }
            keys.add(key.get());
        }
        return keys.isEmpty() || keys.size() > MOST ? Optional.empty() : Optional.of(new TrustedKeys(keys));
    }

    /** The key that has made this signature; empty where none of these has. */
    Optional<VerifyKey> signer(byte[] message, byte[] signature) {
        return keys.stream().filter(key -> key.verifies(message, signature)).findFirst();
    }
}
