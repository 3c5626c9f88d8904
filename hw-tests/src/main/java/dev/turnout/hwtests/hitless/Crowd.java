package dev.turnout.hwtests.hitless;

import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The clients of one case: {@code crowd.c}, told what to do through a FIFO. */
final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Daemon process;
    private final Path commands;
    private final Path record;

    private Crowd(Daemon process, Path commands, Path record) {
        this.process = process;
        this.commands = commands;
        this.record = record;
    }

    /** @param name of its files, a new one each time */
    static Crowd start(Netns client, Path program, String name, List<String> sources) {
        Path commands = client.scratch().resolve(name + ".commands");
        Path record = client.scratch().resolve(name + ".record");
        String ports = Fleet.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
        Daemon process = client.start(
                program.toString(),
                commands.toString(),
                record.toString(),
                Shop.VIP4.toString(),
                ports,
                String.join(",", sources));
        return new Crowd(process.awaitLog("ready"), commands, record);
    }

    void tell(String command) {
        try {
            Files.writeString(commands, command + "\n", StandardOpenOption.WRITE);
        } catch (IOException gone) {
            throw new UncheckedIOException(process.log(), gone);
        }
    }

    /** Tells it something, and waits for its word that it is done. */
    void tell(String command, String word) {
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
    List<Connection> ended() {
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
