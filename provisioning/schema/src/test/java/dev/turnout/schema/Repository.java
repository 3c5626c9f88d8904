package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this repository that the code answers for. */
final class Repository {
    private static final boolean REGENERATE = Boolean.getBoolean("turnout.regenerate");

    private Repository() {}

    static Path path(String relative) {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs")) || !Files.exists(directory.resolve("provisioning"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException(
                        "not inside the repository: " + Path.of("").toAbsolutePath());
            }
        }
        return directory.resolve(relative);
    }

    static String read(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Holds a page against what the code makes of it now, or writes it where that was asked for. */
    static void assertCurrent(String page, String text) throws IOException {
        if (REGENERATE) {
            Files.writeString(path(page), text);
        }
        assertEquals(
                text, read(page), page + " is stale: mvn -pl provisioning/schema -am verify -Dturnout.regenerate=true");
    }
}
