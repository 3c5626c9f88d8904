package dev.turnout.hwtests.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache that an agent starts from: that it is used, and that nothing depends on it. Not how long a start takes. */
class StartCacheTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int REFUSED = 4;
    private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    @TempDir
    private Path scratch;

    @Test
    void aStartUsesItAndDoesWithoutOneThatDoesNotFit() throws Exception {
        Path dist = copy(Shell.ROOT.resolve("target/dist"), scratch.resolve("dist"));
        Path cache = dist.resolve("cache/agent.aot");
        refusedFor(dist, "");
        Shell.Answer made = Shell.run(scratch, Map.of("PATH", PATH), List.of(dist + "/bin/make-start-cache"), PATIENCE);
        assertEquals(new Shell.Answer(0, "", ""), made);

        Path log = scratch.resolve("aot.log");
        // With AOTMode=on the JVM does not start where it cannot use it.
        refusedFor(dist, "-XX:AOTMode=on -Xlog:aot=info:file=" + log);
        String told = Files.readString(log);
        assertTrue(told.contains("Using AOT-linked classes: true"), told);
        assertTrue(told.contains("full module graph: enabled"), told);

        byte[] whole = Files.readAllBytes(cache);
        cut(cache, whole.length / 2);
        refusedFor(dist, "");
        Files.write(cache, new byte[whole.length]);
        refusedFor(dist, "");
        Files.write(cache, whole);
        makeOfAnotherDay(dist);
        refusedFor(dist, "");
        String without = run(dist, "-XX:AOTMode=on").out();
        assertTrue(without.contains("Unable to use AOT cache"), "so it was not used: " + without);
    }

    /** Starts an agent that ends by itself, since its interface is not there, and says only that. */
    private void refusedFor(Path dist, String options) throws Exception {
        Shell.Answer answer = run(dist, options);
        assertEquals(REFUSED, answer.status(), answer.err() + answer.out());
        assertTrue(answer.err().startsWith("turnout run: There is no interface"), answer.err() + answer.out());
        assertTrue(answer.out().startsWith("time="), answer.out());
        assertEquals(1, answer.out().lines().count(), answer.out());
    }

    private Shell.Answer run(Path dist, String options) throws Exception {
        return Shell.run(
                scratch,
                Map.of("PATH", PATH, "TURNOUT_JAVA_OPTS", options),
                List.of(
                        dist + "/bin/turnout",
                        "run",
                        "--broker",
                        "mqtt://127.0.0.1:1",
                        "--box",
                        "cache",
                        "--interface",
                        "turnout-none",
                        "--data-dir",
                        scratch.resolve("data").toString()),
                PATIENCE);
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileChannel ignored = channel.truncate(size);
        }
    }

    private static void makeOfAnotherDay(Path dist) throws IOException {
        try (Stream<Path> lib = Files.list(dist.resolve("lib"))) {
            for (Path jar : lib.toList()) {
                Path ignored = Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(86_400)));
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each :
                    tree.filter(path -> !path.startsWith(from.resolve("cache"))).toList()) {
                Path ignored = Files.copy(
                        each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }
}
