package dev.turnout.hwtests.interfaces;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An agent's process on a box, which takes its documents from a file, and what the command line says of it. */
public final class BoxAgent {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Netns box;
    private final Path pins;

    public BoxAgent(Netns box, Path pins) {
        this.box = box;
        this.pins = pins;
    }

    /** Exit status and text of {@code turnout status}. */
    public record Status(int exit, String text) {
        public boolean serves(int generation) {
            return text.contains("applied       0." + generation + " ");
        }

        /** Whether that is the health of a pool's backend. */
        public boolean shows(String pool, Object backend, String health) {
            return text.lines()
                    .anyMatch(line -> List.of(line.strip().split("\\s+", -1))
                            .containsAll(List.of(pool, backend.toString(), health)));
        }
    }

    /** Puts another document into the file. */
    public void configure(String document) throws IOException {
        Path whole = Files.writeString(box.scratch().resolve("fleet.new"), document);
        Path ignored = Files.move(whole, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file() {
        return box.scratch().resolve("fleet.yaml");
    }

    /** Starts it on these interfaces, and waits until it answers. */
    public Daemon start(String... interfaces) throws IOException {
        return startWith(Stream.of(interfaces)
                .flatMap(each -> Stream.of("--interface", each))
                .toArray(String[]::new));
    }

    /** Starts it with these options beside those that every box here has, and waits until it answers. */
    public Daemon startWith(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--config",
                file().toString(),
                "--data-dir",
                box.scratch().resolve("data").toString(),
                "--socket",
                socket(),
                "--metrics",
                "none",
                "--bpffs",
                pins.toString(),
                "--slots",
                "65536"));
        arguments.addAll(List.of(options));
        Daemon agent = box.start(command(arguments.toArray(String[]::new)));
        Await.until(PATIENCE, () -> Files.exists(Path.of(socket())), agent::log);
        return agent;
    }

    private String socket() {
        return box.scratch().resolve("turnout.sock").toString();
    }

    public Status await(Predicate<Status> wanted) {
        Status[] last = {status()};
        Await.until(
                PATIENCE,
                () -> {
                    last[0] = status();
                    return wanted.test(last[0]);
                },
                () -> last[0].toString());
        return last[0];
    }

    private Status status() {
        return switch (turnout("status", "--socket", socket())) {
            case CommandResult.Done(String text) -> new Status(0, text);
            case CommandResult.Failed failed -> new Status(failed.status(), failed.out());
            case CommandResult other -> throw new IllegalStateException(other.toString());
        };
    }

    public void uninstall() {
        CommandResult ignored = turnout("uninstall", "--bpffs", pins.toString());
    }

    private CommandResult turnout(String... arguments) {
        return box.attempt(command(arguments));
    }

    private static String[] command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.turnout.agent.Turnout"));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }
}
