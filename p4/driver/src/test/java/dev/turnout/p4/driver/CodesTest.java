package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code that the driver can answer with stands in the reference, and no other does. */
final class CodesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path REFERENCE = Path.of("../../docs/reference/p4-codes.md");

    @Test
    void theReferenceIsComplete() throws IOException {
        SortedSet<String> coded = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                coded.addAll(all("\"(DP_[A-Z_]+)\"", Files.readString(file)));
            }
        }
        assertEquals(coded, all("(?m)^\\| `([A-Z_]+)` \\|", Files.readString(REFERENCE)));
    }

    private static SortedSet<String> all(String pattern, String text) {
        SortedSet<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }
}
