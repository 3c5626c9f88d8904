package dev.turnout.hwtests.hitless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.scripts.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of what {@code make hitless} runs, by the same script. */
class HitlessTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource
    void noConnectionBreaksWhoseBackendLives(Forwarder.Kind dataplane) throws Exception {
        Shell.Answer answer = Shell.run(
                scratch,
                Map.of(
                        "PATH",
                        "/usr/sbin:/usr/bin:/sbin:/bin",
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "DATAPLANE",
                        dataplane.name().toLowerCase(Locale.ROOT)),
                List.of("hw-tests/hitless/run", "short"),
                Duration.ofMinutes(5));
        assertEquals(0, answer.status(), answer.out() + answer.err());
        assertEquals("", answer.err());
        for (Case each : Cases.few(dataplane)) {
            assertTrue(answer.out().contains(" " + each.name() + " "), answer.out());
        }
        assertEquals(5, Cases.few(dataplane).size(), "every name that is meant is a case's");
    }
}
