package dev.turnout.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to sign in.
 *
 * @param passwordFile its first line is the password; read anew for every connection, so it can be changed while an
 *     agent runs
 */
public record Credentials(String user, Optional<Path> passwordFile) {
    /**
     * The password, in UTF-8.
     *
     * @throws IOException with a sentence, if the file cannot be read
     */
    Optional<byte[]> password() throws IOException {
        if (passwordFile.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(passwordFile.get());
            return Optional.of(text.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IOException(
                    "the password file " + passwordFile.get()
                            + " cannot be read: --password-file takes a file of text whose first line is the password",
                    unreadable);
        }
    }
}
