package dev.turnout.hwtests.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of what {@code make flood} runs, by the same script. */
class FloodTest {
    @TempDir
    Path scratch;

    @Test
    void nothingBreaksButWhatIsBounded() throws Exception {
        Shell.Answer answer = Shell.run(
                scratch,
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "JAVA_HOME", System.getProperty("java.home")),
                List.of("hw-tests/flood/run", "short"),
                Duration.ofMinutes(3));
        assertEquals(0, answer.status(), answer.out() + answer.err());
        assertEquals("", answer.err());
        for (Scene scene : List.of(Scene.MOVING, Scene.REMEMBERED)) {
            assertTrue(answer.out().contains("flood: " + scene.words() + " "), answer.out());
        }
    }
}
