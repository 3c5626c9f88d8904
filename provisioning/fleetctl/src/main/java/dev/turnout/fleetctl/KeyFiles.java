package dev.turnout.fleetctl;

import dev.turnout.schema.signed.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files that {@code fleetctl key create} writes. */
final class KeyFiles {
    private KeyFiles() {}

    static List<SigningKey> read(List<Path> files) throws KeyProblem {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(read(file));
        }
        return keys;
    }

    static SigningKey read(Path file) throws KeyProblem {
        try {
            return SigningKey.parse(Files.readString(file))
                    .orElseThrow(() -> new KeyProblem(file
                            + " is no Ed25519 key in PEM; 'fleetctl key create' makes one, and its .pub is for boxes"));
        } catch (NoSuchFileException missing) {
            throw new KeyProblem("there is no file " + file + "; 'fleetctl key create " + file + "' makes a key");
        } catch (IOException unreadable) {
            throw new KeyProblem(file + " cannot be read: " + unreadable);
        }
    }
}
