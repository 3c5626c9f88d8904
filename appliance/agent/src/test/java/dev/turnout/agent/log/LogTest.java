package dev.turnout.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LogTest {
    private static final String TIME = "time=2026-11-21T01:31:53.000Z ";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-21T01:31:53Z");
    private final Log log = new Log(new PrintStream(written, false, StandardCharsets.UTF_8), () -> now);

    private String written() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    @Test
    void oneLineAnEvent() {
        log.info("applied", Field.of("generation", 42), Field.of("took", Duration.ofMillis(4)));
        log.warn("backend-unresolved", Field.of("why", "no route"));
        log.error("failed", Field.of("reason", Optional.empty()));
        assertEquals(
                TIME + "level=info event=applied generation=42 took_ms=4\n"
                        + TIME + "level=warn event=backend-unresolved why=\"no route\"\n"
                        + TIME + "level=error event=failed\n",
                written());
    }

    @Test
    void nothingForgesALineOrAField() {
        log.info("seen", Field.of("text", "a\nlevel=error \"x\\y\" \u001b[2J\u2028é"));
        assertEquals(
                TIME + "level=info event=seen text=\"a\\nlevel=error \\\"x\\\\y\\\" \\u001b[2J\\u2028é\"\n", written());
        log.info("seen", Field.of("a", "x=y"), Field.of("b", "z"));
        assertEquals(TIME + "level=info event=seen a=\"x=y\" b=z\n", written());
    }

    @Test
    void namesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Field.of("a b", 1));
    }

    @Test
    void whatRecursIsWrittenOnceAMinute() {
        for (int i = 0; i < 12; i++) {
            log.recurring(Level.WARN, "broker-lost", Field.of("reason", "refused"));
        }
        log.recurring(Level.WARN, "broker-lost", Field.of("reason", "timeout"));
        assertEquals(
                TIME + "level=warn event=broker-lost reason=refused\n" + TIME
                        + "level=warn event=broker-lost reason=timeout\n",
                written());

        now = now.plus(Duration.ofMinutes(1));
        log.recurring(Level.WARN, "broker-lost", Field.of("reason", "refused"));
        assertEquals(
                "time=2026-11-21T01:32:53.000Z level=warn event=broker-lost reason=refused repeated=11\n", written());
    }

    @Test
    void theMemoryOfWhatRecursIsBounded() {
        for (int i = 0; i < 1000; i++) {
            log.recurring(Level.INFO, "e", Field.of("n", i));
        }
        written();
        log.recurring(Level.INFO, "e", Field.of("n", 999));
        assertEquals("", written());
        log.recurring(Level.INFO, "e", Field.of("n", 0));
        assertEquals(TIME + "level=info event=e n=0\n", written());
    }

    @Test
    void linesOfDifferentThreadsDoNotMix() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String text = String.valueOf(t).repeat(200);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 200; i++) {
                    log.info("e", Field.of("text", text));
                }
            }));
        }
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(20)));
        }
        Pattern whole = Pattern.compile("time=\\S+ level=info event=e text=([0-3])\\1{199}");
        List<String> lines = written().lines().toList();
        assertEquals(800, lines.size());
        assertTrue(lines.stream().allMatch(line -> whole.matcher(line).matches()));
    }
}
