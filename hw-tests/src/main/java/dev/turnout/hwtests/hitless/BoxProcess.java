package dev.turnout.hwtests.hitless;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.ControlClient;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Pins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The box's agent, as it is shipped, with documents from a file; its pins and its data outlive it. */
final class BoxProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SLOTS = 65_536;

    private final Netns box;
    private final Pins pins;
    private final Path files;
    private final ControlClient control;
    private Daemon agent;

    private BoxProcess(Netns box, Pins pins, Path files, Path installation) {
        this.box = box;
        this.pins = pins;
        this.files = files;
        this.control = new ControlClient(files.resolve("agent.sock"));
        this.agent = launch(installation, SLOTS);
    }

    /**
     * Starts one that knows nothing yet.
     *
     * @param name of its directory, a new one each time
     */
    static BoxProcess start(Netns box, Pins pins, String name, Path installation, Fleet first) {
        try {
            pins.remove();
            Path files = Files.createDirectories(box.scratch().resolve(name));
            Files.writeString(files.resolve("fleet.yaml"), first.yaml());
            return new BoxProcess(box, pins, files, installation);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private Daemon launch(Path installation, int slots) {
        return box.start(
                installation.resolve("bin/turnout").toString(),
                "run",
                "--config",
                files.resolve("fleet.yaml").toString(),
                "--data-dir",
                files.resolve("data").toString(),
                "--socket",
                files.resolve("agent.sock").toString(),
                "--metrics",
                "none",
                "--bpffs",
                pins.directory().toString(),
                "--slots",
                String.valueOf(slots),
                "--interface",
                "eth0");
    }

    /** Puts another document into its file. */
    void offer(Fleet fleet) {
        try {
            Path whole = Files.writeString(files.resolve("fleet.new"), fleet.yaml());
            Path ignored = Files.move(
                    whole,
                    files.resolve("fleet.yaml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Waits until it forwards by this document. */
    void awaitApplied(Fleet fleet) {
        Pattern line = Pattern.compile("(?m)^applied +0\\." + fleet.generation() + "( |$)");
        await(status -> line.matcher(status).find(), "apply generation " + fleet.generation());
    }

    /** Waits for a status like this. */
    void await(Predicate<String> wanted, String what) {
        Await.until(
                PATIENCE,
                () -> wanted.test(status()),
                () -> "the agent does not " + what + ": " + status() + "; it said: " + agent.log());
    }

    /** Empty while nobody answers. */
    String status() {
        return ask("status", "text");
    }

    /** What becomes of an established connection's packets, by the data plane's own program; empty where it cannot say. */
    String explain(Connection connection) {
        return ask(
                "explain",
                "text",
                connection.source() + ":" + connection.sourcePort(),
                connection.flow().destination() + ":" + connection.port(),
                "tcp");
    }

    private String ask(String verb, String... arguments) {
        return switch (control.ask(verb, arguments)) {
            case Answer.Told told -> told.text();
            case Answer.Refused _ -> "";
            case Answer.Unreachable _ -> "";
        };
    }

    void kill() {
        agent.kill();
    }

    void stop() {
        agent.stop();
    }

    /** Starts it again, on what the one before has left. */
    void startAgain(Path installation) {
        agent = launch(installation, SLOTS);
    }

    /** Likewise, with room for twice the slots, which takes larger maps and so another program. */
    void startAgainWithMoreRoom(Path installation) {
        agent = launch(installation, 2 * SLOTS);
    }

    /** What tells the program behind the link: its id. */
    String program() {
        return box.run("ip", "-d", "link", "show", "dev", "eth0").replaceAll("(?s).*prog/xdp id (\\d+).*", "$1");
    }

    @Override
    public void close() {
        agent.kill();
        pins.remove();
    }
}
