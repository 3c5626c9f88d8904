package dev.turnout.hwtests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vectors are what their script writes, no more and no less. */
class VectorFilesTest {
    @TempDir
    Path scratch;

    @Test
    void filesAreAsTheScriptWritesThem() throws IOException, InterruptedException {
        Path fresh = scratch.resolve("vectors");
        Shell.Answer answer = run(fresh.toString());
        assertEquals("", answer.err());
        assertEquals(0, answer.status());

        Map<String, String> expected = files(fresh);
        Map<String, String> found = files(Vectors.DIRECTORY);
        assertEquals(expected.keySet(), found.keySet(), "run hw-tests/vectors/make_vectors.py");
        expected.forEach((name, text) ->
                assertTrue(text.equals(found.get(name)), name + " is stale: run hw-tests/vectors/make_vectors.py"));
    }

    @Test
    void theScriptRefusesWhatItDoesNotKnow() throws IOException, InterruptedException {
        assertEquals(2, run("--help").status());
        assertEquals(2, run("a", "b").status());
    }

    private Shell.Answer run(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("python3", "-B", "hw-tests/vectors/make_vectors.py"), Stream.of(arguments))
                .toList();
        return Shell.run(scratch, Map.of("PATH", System.getenv("PATH")), command);
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
