package dev.turnout.hwtests.interfaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A box with two interfaces, and an agent on it; one interface is taken away. */
final class InterfaceLossTest {
    private static final int NOT_IN_SYNC = 5;

    private Lab lab;
    private Netns box;
    private Netns right;
    private Path pins;
    private BoxAgent agent;

    @BeforeEach
    void open() {
        lab = Lab.open();
        box = lab.namespace("box");
        right = lab.namespace("right");
        Netns left = lab.namespace("left");
        pins = lab.pins("loss").directory();
        agent = new BoxAgent(box, pins);
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
        agent.uninstall();
        lab.close();
        assertFalse(Files.exists(pins), "nothing is left pinned");
    }

    private void configure(int generation, int weight) throws IOException {
        agent.configure("""
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
    }

    @Test
    void theOtherGoesOnAndTheLostOneIsTakenBack() throws Exception {
        configure(1, 1);
        Daemon running = agent.start("eth0", "eth1");
        agent.await(status ->
                status.exit() == 0 && status.serves(1) && !status.text().contains("unresolved"));

        box.ip("link del eth1");
        BoxAgent.Status lost = agent.await(
                status -> status.exit() == NOT_IN_SYNC && status.text().contains("unresolved"));
        assertTrue(lost.text().contains("state         in sync"), lost.text());
        assertTrue(lost.text().contains("XDP native on eth0, forwarding, NOT ON eth1"), lost.text());
        assertTrue(lost.text().contains("interface     error: There is no interface eth1"), lost.text());
        assertTrue(
                lost.text().lines().anyMatch(line -> line.contains("10.0.1.2") && line.contains("unresolved")),
                lost.text());

        configure(2, 3);
        BoxAgent.Status changed = agent.await(status -> status.serves(2));
        assertEquals(NOT_IN_SYNC, changed.exit());
        assertTrue(changed.text().contains("state         in sync"), changed.text());

        plugIn();
        BoxAgent.Status whole =
                agent.await(status -> status.exit() == 0 && !status.text().contains("unresolved"));
        assertFalse(whole.text().contains("NOT ON"), whole.text());
        assertFalse(whole.text().contains("There is no interface"), whole.text());
        assertTrue(box.run("ip", "-d", "link", "show", "eth1").contains("prog/xdp"));
        running.stop();
    }
}
