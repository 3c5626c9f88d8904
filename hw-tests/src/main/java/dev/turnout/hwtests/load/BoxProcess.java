package dev.turnout.hwtests.load;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.ControlClient;
import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The box's agent, as it is shipped, with documents from a file; what forwards and its data outlive it. */
public final class BoxProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SLOTS = 65_536;

    private final Netns box;
    private final Forwarder forwarder;
    private final Path files;
    private final List<String> options;
    private final ControlClient control;
    private Daemon agent;

    private BoxProcess(Netns box, Forwarder forwarder, Path files, Path installation, List<String> options) {
        this.box = box;
        this.forwarder = forwarder;
        this.files = files;
        this.options = options;
        this.control = new ControlClient(files.resolve("agent.sock"));
        this.agent = launch(installation, SLOTS);
    }

    /**
     * Starts one that knows nothing yet, on a forwarder that holds nothing.
     *
     * @param name of its directory, a new one each time
     * @param options of {@code turnout run}, beside those that every box here has
     */
    public static BoxProcess start(
            Netns box, Forwarder forwarder, String name, Path installation, Document first, String... options) {
        try {
            forwarder.begin();
            Path files = Files.createDirectories(box.scratch().resolve(name));
            Files.writeString(files.resolve("fleet.yaml"), first.yaml());
            return new BoxProcess(box, forwarder, files, installation, List.of(options));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private Daemon launch(Path installation, int slots) {
        List<String> argv = new ArrayList<>(List.of(
                installation.resolve("bin/turnout").toString(),
                "run",
                "--config",
                files.resolve("fleet.yaml").toString(),
                "--data-dir",
                files.resolve("data").toString(),
                "--socket",
                files.resolve("agent.sock").toString(),
                "--slots",
                String.valueOf(slots)));
        argv.addAll(forwarder.options());
        argv.addAll(options);
        return box.start(argv.toArray(String[]::new));
    }

    /** Puts another document into its file. */
    public void offer(Document document) {
        try {
            Path whole = Files.writeString(files.resolve("fleet.new"), document.yaml());
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
    public void awaitApplied(Document document) {
        Pattern line = Pattern.compile("(?m)^applied +0\\." + document.generation() + "( |$)");
        await(status -> line.matcher(status).find(), "apply generation " + document.generation());
    }

    /** Waits for a status like this. */
    public void await(Predicate<String> wanted, String what) {
        Await.until(
                PATIENCE,
                () -> wanted.test(status()),
                () -> "the agent does not " + what + ": " + status() + "; it said: " + agent.log());
    }

    /** Empty while nobody answers. */
    public String status() {
        return ask("status", "text");
    }

    /** The sum of a metric over all its labels, or over those lines that contain a text; 0 where there is none. */
    public double metric(String name, String label) {
        return box.run("curl", "-sS", "--max-time", "5", "http://127.0.0.1:9464/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public double metric(String name) {
        return metric(name, "");
    }

    /** What becomes of an established connection's packets, by the data plane's own program; empty where it cannot say. */
    public String explain(Connection connection, IpAddress vip) {
        return ask(
                "explain",
                "text",
                connection.source() + ":" + connection.sourcePort(),
                vip + ":" + connection.port(),
                "tcp");
    }

    private String ask(String verb, String... arguments) {
        return switch (control.ask(verb, arguments)) {
            case Answer.Told told -> told.text();
            case Answer.Refused _ -> "";
            case Answer.Unreachable _ -> "";
        };
    }

    public void kill() {
        agent.kill();
    }

    public void stop() {
        agent.stop();
    }

    /** Starts it again, on what the one before has left. */
    public void startAgain(Path installation) {
        agent = launch(installation, SLOTS);
    }

    /** Likewise, with room for twice the slots, which takes larger maps and so another program. */
    public void startAgainWithMoreRoom(Path installation) {
        agent = launch(installation, 2 * SLOTS);
    }

    /** What tells the XDP program behind the link: its id. */
    public String program() {
        return box.run("ip", "-d", "link", "show", "dev", "eth0").replaceAll("(?s).*prog/xdp id (\\d+).*", "$1");
    }

    @Override
    public void close() {
        agent.kill();
        forwarder.remove();
    }
}
