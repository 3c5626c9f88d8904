package dev.turnout.hwtests.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that runs in a namespace until it is stopped. */
public final class Daemon {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final List<String> argv;
    private final Path log;

    private Daemon(Process process, List<String> argv, Path log) {
        this.process = process;
        this.argv = argv;
        this.log = log;
    }

    static Daemon start(List<String> argv, Path log) {
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Daemon(process, argv, log);
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far, stderr included. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Waits until somebody in its namespace listens on a TCP port. */
    public Daemon awaitListening(int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        Await.until(
                PATIENCE,
                () -> Stream.of("tcp", "tcp6").flatMap(this::sockets).anyMatch(socket -> isListener(socket, local)),
                () -> String.join(" ", argv) + " does not listen on port " + port + "; it said: " + log());
        return this;
    }

    /** Waits until it has printed a text. */
    public Daemon awaitLog(String text) {
        Await.until(
                PATIENCE,
                () -> log().contains(text),
                () -> String.join(" ", argv) + " did not print \"" + text + "\"; it said: " + log());
        return this;
    }

    /** Asks it to end (SIGTERM), and insists (SIGKILL) after a while. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it without warning (SIGKILL), and its children. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Lines of proc(5)'s net/tcp: number, local address:port, remote address:port, state, … */
    private Stream<String> sockets(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/net/" + file)).stream();
        } catch (IOException ended) {
            return Stream.empty();
        }
    }

    private static boolean isListener(String socket, String local) {
        String[] fields = socket.strip().split("\\s+", -1);
        return fields[1].endsWith(local) && fields[3].equals("0A");
    }
}
