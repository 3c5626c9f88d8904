package dev.turnout.hwtests.interfaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A box with two interfaces, and an agent on it; one interface is taken away. */
final class InterfaceLossTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOT_IN_SYNC = 5;

    private Lab lab;
    private Netns box;
    private Netns right;
    private Path pins;

    @BeforeEach
    void open() {
        lab = Lab.open();
        box = lab.namespace("box");
        right = lab.namespace("right");
        Netns left = lab.namespace("left");
        pins = Path.of("/sys/fs/bpf", lab.prefix() + "loss");
        lab.link(left, "eth0", box, "eth0");
        left.ip("addr add 10.0.0.2/24 dev eth0");
        box.ip("addr add 10.0.0.1/24 dev eth0");
        plugIn();
    }

    private void plugIn() {
        lab.link(right, "eth0", box, "eth1");
        right.ip("addr add 10.0.1.2/24 dev eth0");
        box.ip("addr add 10.0.1.1/24 dev eth1");
    }

    @AfterEach
    void close() {
        turnout("uninstall", "--bpffs", pins.toString());
        lab.close();
        assertFalse(Files.exists(pins), "nothing is left pinned");
    }

    private Path configuration(int generation, int weight) throws IOException {
        Path file = lab.scratch().resolve("fleet.yaml");
        Path whole = lab.scratch().resolve("fleet.new");
        Files.writeString(whole, """
                generation: %d
                seed: "%s"
                services:
                  - {name: web, vip: 192.0.2.1, port: 80, pool: blue, tableSize: 1024}
                pools:
                  - name: blue
                    encapsulation: IPIP
                    backends:
                      - {address: 10.0.0.2, weight: %d}
                      - address: 10.0.1.2
                """.formatted(generation, "5a".repeat(32), weight));
        return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String[] command(String... arguments) {
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

    private String socket() {
        return box.scratch().resolve("turnout.sock").toString();
    }

    private CommandResult turnout(String... arguments) {
        return box.attempt(command(arguments));
    }

    private Daemon startAgent() throws IOException {
        return box.start(command(
                "run",
                "--config",
                configuration(1, 1).toString(),
                "--data-dir",
                box.scratch().resolve("data").toString(),
                "--socket",
                socket(),
                "--metrics",
                "none",
                "--bpffs",
                pins.toString(),
                "--slots",
                "65536",
                "--interface",
                "eth0",
                "--interface",
                "eth1"));
    }

    /** Exit status and text of {@code turnout status}. */
    private record Status(int exit, String text) {}

    private Status status() {
        return switch (turnout("status", "--socket", socket())) {
            case CommandResult.Done(String text) -> new Status(0, text);
            case CommandResult.Failed failed -> new Status(failed.status(), failed.out());
            case CommandResult other -> throw new IllegalStateException(other.toString());
        };
    }

    private Status await(Predicate<Status> wanted) {
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

    private static boolean serves(Status status, int generation) {
        return status.text().contains("applied       0." + generation + " ");
    }

    @Test
    void theOtherGoesOnAndTheLostOneIsTakenBack() throws Exception {
        Daemon agent = startAgent();
        Await.until(PATIENCE, () -> Files.exists(Path.of(socket())), agent::log);
        await(status ->
                status.exit() == 0 && serves(status, 1) && !status.text().contains("unresolved"));

        box.ip("link del eth1");
        Status lost =
                await(status -> status.exit() == NOT_IN_SYNC && status.text().contains("unresolved"));
        assertTrue(lost.text().contains("state         in sync"), lost.text());
        assertTrue(lost.text().contains("XDP native on eth0, forwarding, NOT ON eth1"), lost.text());
        assertTrue(lost.text().contains("interface     error: There is no interface eth1"), lost.text());
        assertTrue(
                lost.text().lines().anyMatch(line -> line.contains("10.0.1.2") && line.contains("unresolved")),
                lost.text());

        Path ignored = configuration(2, 3);
        Status changed = await(status -> serves(status, 2));
        assertEquals(NOT_IN_SYNC, changed.exit());
        assertTrue(changed.text().contains("state         in sync"), changed.text());

        plugIn();
        Status whole = await(status -> status.exit() == 0 && !status.text().contains("unresolved"));
        assertFalse(whole.text().contains("NOT ON"), whole.text());
        assertFalse(whole.text().contains("There is no interface"), whole.text());
        assertTrue(box.run("ip", "-d", "link", "show", "eth1").contains("prog/xdp"));
        agent.stop();
    }
}
