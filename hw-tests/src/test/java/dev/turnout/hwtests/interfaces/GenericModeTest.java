package dev.turnout.hwtests.interfaces;

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

/** An agent on an interface without native XDP, and documents that allow the slow mode or do not. */
final class GenericModeTest {
    private static final int NOT_IN_SYNC = 5;

    private Lab lab;
    private Netns box;
    private Path pins;
    private BoxAgent agent;

    @BeforeEach
    void open() {
        lab = Lab.open();
        box = lab.namespace("box");
        Netns backend = lab.namespace("backend");
        pins = lab.pins("generic").directory();
        agent = new BoxAgent(box, pins);
        lab.link(backend, "eth0", box, "eth0");
        backend.ip("addr add 10.0.0.2/24 dev eth0");
        box.ip("addr add 10.0.0.1/24 dev eth0");
    }

    @AfterEach
    void close() {
        agent.uninstall();
        lab.close();
        assertFalse(Files.exists(pins), "nothing is left pinned");
    }

    private void configure(int generation, boolean allowGeneric) throws IOException {
        agent.configure("""
                generation: %d
                seed: "%s"
                dataplane: {allowGeneric: %s}
                services:
                  - {name: web, vip: 192.0.2.1, port: 80, pool: blue, tableSize: 1024}
                pools:
                  - {name: blue, encapsulation: IPIP, backends: [{address: 10.0.0.2}]}
                """.formatted(generation, "5a".repeat(32), allowGeneric));
    }

    private boolean attached() {
        return box.run("ip", "link", "show", "lo").contains("xdpgeneric");
    }

    @Test
    void aDocumentAllowsItAtOnceAndForbidsItForTheNextTime() throws Exception {
        configure(1, false);
        Daemon running = agent.start("lo");
        BoxAgent.Status waits = agent.await(
                status -> status.exit() == NOT_IN_SYNC && status.text().contains("desired       0.1"));
        assertTrue(waits.text().contains("dataplane.allowGeneric"), waits.text());
        assertFalse(waits.serves(1), waits.text());
        assertFalse(attached());

        configure(2, true);
        BoxAgent.Status slow = agent.await(status -> status.exit() == 0 && status.serves(2));
        assertTrue(slow.text().contains("XDP generic on lo"), slow.text());
        assertTrue(attached());

        configure(3, false);
        BoxAgent.Status stays = agent.await(status -> status.serves(3));
        assertTrue(stays.text().contains("XDP generic on lo"), stays.text());
        assertTrue(attached());
        running.stop();

        Daemon again = agent.start("lo");
        BoxAgent.Status adopted = agent.await(status -> status.text().contains("applied       0.3"));
        assertTrue(adopted.text().contains("XDP generic on lo"), adopted.text());
        again.stop();
    }
}
