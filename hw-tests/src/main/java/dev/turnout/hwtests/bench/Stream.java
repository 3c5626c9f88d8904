package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.net.Netns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Packets that go through a box all the time: {@code stream.c}, which says what became of them. */
final class Stream implements AutoCloseable {
    private static final Pattern FIRST = Pattern.compile("first (\\d+)");
    private static final Pattern TALLY = Pattern.compile("sent (\\d+) returned (\\d+) gap (\\d+)");

    private final Process process;
    private final BufferedReader out;

    private Stream(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * What became of them.
     *
     * @param gapNanos the longest time between two that came back
     */
    record Tally(long sent, long returned, long gapNanos) {
        long lost() {
            return sent - returned;
        }
    }

    /** Sends a frame each so many microseconds, out of an interface on which a program passes what comes back. */
    static Stream start(Path tools, Netns from, String device, int periodMicros, String frame) {
        List<String> argv = from.argv(tools.resolve("stream").toString(), device, String.valueOf(periodMicros), frame);
        try {
            return new Stream(new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    /** When the first came back, in {@link System#nanoTime}; waits for it. */
    long firstNanos(Duration limit) {
        String line = CompletableFuture.supplyAsync(this::line)
                .orTimeout(limit.toSeconds(), TimeUnit.SECONDS)
                .join();
        return number(match(FIRST, line), 1);
    }

    /** Sends no more. To be called after {@link #firstNanos}. */
    Tally end() {
        try {
            process.getOutputStream().close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Matcher tally = match(TALLY, line());
        return new Tally(number(tally, 1), number(tally, 2), number(tally, 3));
    }

    private String line() {
        try {
            return String.valueOf(out.readLine());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("the stream said: " + line);
        }
        return matcher;
    }

    private static long number(Matcher found, int group) {
        return Long.parseLong(found.group(group));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
