package dev.turnout.hwtests.load;

import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Clients that hold connections and check every byte: {@code crowd.c}, told what to do through a FIFO. */
public final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Daemon process;
    private final Path commands;
    private final Path record;

    private Crowd(Daemon process, Path commands, Path record) {
        this.process = process;
        this.commands = commands;
        this.record = record;
    }

    /**
     * @param name of its files, a new one each time
     * @param sources where connections come from; the last is that of the unlucky ones
     */
    public static Crowd start(
            Netns client, Path program, String name, IpAddress vip, List<Integer> ports, List<String> sources) {
        Path commands = client.scratch().resolve(name + ".commands");
        Path record = client.scratch().resolve(name + ".record");
        String list = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        Daemon process = client.start(
                program.toString(),
                commands.toString(),
                record.toString(),
                vip.toString(),
                list,
                String.join(",", sources));
        return new Crowd(process.awaitLog("ready"), commands, record);
    }

    public void tell(String command) {
        try {
            Files.writeString(commands, command + "\n", StandardOpenOption.WRITE);
        } catch (IOException gone) {
            throw new UncheckedIOException(process.log(), gone);
        }
    }

    /** Tells it something, and waits for its word that it is done. */
    public void tell(String command, String word) {
        long before = count(word);
        tell(command);
        Await.until(
                PATIENCE,
                () -> count(word) > before || !process.isAlive(),
                () -> "the crowd does not say \"" + word + "\" after \"" + command + "\": " + process.log());
        if (count(word) == before) {
            throw new IllegalStateException("the crowd ended: " + process.log());
        }
    }

    private long count(String word) {
        return process.log().lines().filter(word::equals).count();
    }

    /** Those that had ended when it last said a word. */
    public List<Connection> ended() {
        try (var lines = Files.lines(record)) {
            return lines.map(Connection::parse).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
