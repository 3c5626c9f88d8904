package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page lists what a probe can fail with, in the words of the code. */
final class FailurePageTest {
    @Test
    void thePageListsEveryFailure() throws IOException {
        List<String> said = Arrays.stream(Failure.values())
                .map(failure -> "| `" + failure + "` | " + failure.meaning() + " |")
                .toList();
        List<String> listed = Files.readAllLines(Path.of("../../docs/reference/probes.md")).stream()
                .filter(line -> line.startsWith("| `PROBE_"))
                .toList();
        assertEquals(said, listed);
    }
}
