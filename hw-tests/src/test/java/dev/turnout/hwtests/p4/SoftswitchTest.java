package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.scripts.Shell;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.softswitch.wire.PortMap;
import dev.turnout.p4.softswitch.wire.WiresResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The software switch as it is shipped, as its user runs it. */
class SoftswitchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TERMINATED = 143;
    private static final int REFUSED = 4;
    private static final String COMMAND =
            Shell.ROOT.resolve("target/dist/bin/softswitch").toString();
    private static final Path PROGRAMS = Shell.ROOT.resolve("p4/softswitch/src/test/programs");
    private static final Pattern READY = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)\n");

    @TempDir
    private Path scratch;

    /** That gRPC finds all that it needs on the module path shows when it is first spoken to. */
    @Test
    void servesADriverAndEndsWhenItIsTold() throws Exception {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        Process process = new ProcessBuilder(COMMAND, "--listen", "127.0.0.1:0", "--device-id", "1")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            Await.until(PATIENCE, () -> READY.matcher(text(out)).matches(), () -> text(out) + text(err));
            Matcher ready = READY.matcher(text(out));
            assertTrue(ready.matches());
            program(Integer.parseInt(ready.group(1)));
            process.destroy();
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(TERMINATED, process.exitValue());
            assertEquals("", text(err), "no warnings, of Unsafe or of anything else");
            assertTrue(READY.matcher(text(out)).matches(), () -> text(out));
        } finally {
            process.destroyForcibly();
        }
    }

    private void program(int port) {
        P4Settings settings = P4Settings.of("127.0.0.1", port, scratch.resolve("state"));
        OpenResult opened = P4Dataplane.open(settings);
        try (P4Dataplane dataplane =
                assertInstanceOf(OpenResult.Opened.class, opened).dataplane()) {
            ReadResult.Read read = assertInstanceOf(ReadResult.Read.class, dataplane.read());
            assertEquals(DataplaneState.EMPTY, read.snapshot().state());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    /** A program that sends all by port 5 with something before it: the frame has gone through. */
    @Test
    void runsAProgramBetweenItsPorts() throws Exception {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            Netns left = lab.namespace("left");
            Netns right = lab.namespace("right");
            lab.link(box, "eth1", left, "eth0");
            lab.link(box, "eth2", right, "eth0");
            Daemon command = box.start(
                    COMMAND,
                    "--port",
                    "1=eth1",
                    "--port",
                    "5=eth2",
                    "--program",
                    PROGRAMS.resolve("labels.json").toString(),
                    "--p4info",
                    PROGRAMS.resolve("labels.p4info.txtpb").toString());
            Await.until(
                    PATIENCE,
                    () -> command.log().contains("listening on 127.0.0.1:9559") || !command.isAlive(),
                    command::log);
            byte[] payload = "through a switch in software".getBytes(StandardCharsets.UTF_8);
            try (PortMap to = end(right);
                    PortMap from = end(left)) {
                BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
                right.inside(() -> {
                    to.start((_, frame) -> came.add(frame));
                    return to;
                });
                byte[] frame = new byte[100 + payload.length];
                System.arraycopy(payload, 0, frame, 100, payload.length);
                from.send(0, frame);
                assertTrue(arrives(came, payload), command::log);
            }
            command.stop();
            assertTrue(command.log().contains("port 1: eth1, "), command::log);
        }
    }

    private static PortMap end(Netns host) {
        WiresResult opened = host.inside(() -> PortMap.open(Map.of(0, "eth0"), _ -> {}));
        return assertInstanceOf(WiresResult.Opened.class, opened).ports();
    }

    /** Among what stacks say by themselves, which goes through as well. */
    private static boolean arrives(BlockingQueue<byte[]> came, byte[] tail) throws InterruptedException {
        byte[] frame = came.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        while (frame != null) {
            int from = frame.length - tail.length;
            if (from >= 0 && Arrays.equals(frame, from, frame.length, tail, 0, tail.length)) {
                return true;
            }
            frame = came.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return false;
    }

    @Test
    void anErrorIsOneSentence() throws Exception {
        Shell.Answer answer = Shell.run(
                scratch, Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), List.of(COMMAND, "--port", "1=turnout-none"));
        assertEquals(REFUSED, answer.status(), answer::toString);
        assertEquals("", answer.out());
        assertTrue(answer.err().startsWith("softswitch: There is no interface turnout-none"), answer::err);
        assertEquals(1, answer.err().lines().count(), answer::err);
    }
}
