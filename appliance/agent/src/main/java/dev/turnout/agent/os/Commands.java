package dev.turnout.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs: an argument list, never a shell; a deadline; bounded output; English messages. Thread-safe.
 *
 * <p>Output is read by platform threads of the caller's making, so that a caller in another network namespace gets its
 * children there too.
 */
public final class Commands {
    /** A full routing table of the Internet is about 200 MB of JSON, and is no route table for an edge box. */
    private static final int OUTPUT_LIMIT = 64 << 20;

    private static final int ERROR_LIMIT = 8 << 10;

    private final Duration limit;

    public Commands(Duration limit) {
        this.limit = limit;
    }

    public CommandResult run(String... argv) {
        return run(List.of(argv), "");
    }

    /** Runs a program that reads {@code input} on its stdin. */
    public CommandResult run(List<String> argv, String input) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(argv);
            builder.environment().put("LC_ALL", "C");
            process = builder.start();
        } catch (IOException notStarted) {
            return new CommandResult.NotStarted(argv, String.valueOf(notStarted.getMessage()));
        }
        Sink out = new Sink(process.getInputStream(), OUTPUT_LIMIT, process);
        Sink err = new Sink(process.getErrorStream(), ERROR_LIMIT, null);
        Thread feeder = Thread.ofPlatform().daemon().name("stdin").start(() -> feed(process, input));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                return new CommandResult.TimedOut(argv, limit);
            }
            feeder.join(limit);
            String printed = out.text(limit);
            if (out.overflowed()) {
                return new CommandResult.TooLong(argv, OUTPUT_LIMIT);
            }
            return process.exitValue() == 0
                    ? new CommandResult.Done(printed)
                    : new CommandResult.Failed(argv, process.exitValue(), printed, err.text(limit));
        } catch (InterruptedException interrupted) {
            kill(process);
            Thread.currentThread().interrupt();
            return new CommandResult.Interrupted(argv);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedWithoutReading) {
            // Its exit status tells what there is to tell.
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Reads a stream to its end, keeps the first bytes, and ends the process that prints far too much. */
    private static final class Sink {
        private final Thread reader;
        private volatile String text = "";
        private volatile boolean overflowed;

        Sink(InputStream stream, int limit, @Nullable Process endAtLimit) {
            reader = Thread.ofPlatform().daemon().name("stdout").start(() -> read(stream, limit, endAtLimit));
        }

        private void read(InputStream stream, int limit, @Nullable Process endAtLimit) {
            try (stream) {
                text = new String(stream.readNBytes(limit), StandardCharsets.UTF_8);
                if (stream.read() >= 0) {
                    overflowed = true;
                    if (endAtLimit != null) {
                        kill(endAtLimit);
                    }
                    stream.skipNBytes(Long.MAX_VALUE);
                }
            } catch (IOException ended) {
                // The process is gone, or its pipe was closed under it: what was read so far stands.
            }
        }

        /** What was printed. A grandchild that keeps the pipe open is not waited for beyond the limit. */
        String text(Duration limit) throws InterruptedException {
            reader.join(limit);
            return text;
        }

        boolean overflowed() {
            return overflowed;
        }
    }
}
