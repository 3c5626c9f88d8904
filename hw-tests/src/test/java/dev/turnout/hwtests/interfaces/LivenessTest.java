package dev.turnout.hwtests.interfaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A box that finds out by itself that it does not forward: its agent runs as shipped, and somebody does it harm. What it mends
 * by itself is over within seconds, so that is asked of its log.
 */
final class LivenessTest {
    private static final int NOT_IN_SYNC = 5;

    private Lab lab;
    private Netns box;
    private Netns wire;
    private Path pins;
    private BoxAgent agent;
    private ForeignHand hand;

    @BeforeEach
    void open() throws Exception {
        lab = Lab.open();
        box = lab.namespace("box");
        wire = lab.namespace("wire");
        pins = Path.of("/sys/fs/bpf", lab.prefix() + "live");
        agent = new BoxAgent(box, pins);
        hand = new ForeignHand(lab, box, pins);
        lab.link(wire, "eth0", box, "eth0");
        wire.ip("addr add 10.0.0.2/24 dev eth0");
        box.ip("addr add 10.0.0.1/24 dev eth0");
        // The second service's only backend is one that nobody is.
        agent.configure("""
                generation: 1
                seed: "%s"
                services:
                  - {name: web, vip: 192.0.2.1, port: 80, pool: blue, tableSize: 256}
                  - {name: lost, vip: 192.0.2.2, port: 80, pool: red, tableSize: 256}
                pools:
                  - {name: blue, encapsulation: IPIP, backends: [{address: 10.0.0.2}]}
                  - {name: red, encapsulation: IPIP, backends: [{address: 10.0.0.99}]}
                """.formatted("5a".repeat(32)));
    }

    @AfterEach
    void close() {
        agent.uninstall();
        lab.close();
        assertFalse(Files.exists(pins), "nothing is left pinned");
    }

    private static boolean forwards(BoxAgent.Status status) {
        return status.exit() == 0 && status.serves(1) && status.text().contains("liveness      forwarding since ");
    }

    private BoxAgent.Status troubled(String state, String code) {
        BoxAgent.Status status = agent.await(found -> found.text().contains("(" + code + ")"));
        assertTrue(status.text().contains("liveness      " + state + " since "), status.text());
        assertEquals(NOT_IN_SYNC, status.exit(), status.text());
        return status;
    }

    @Test
    void aBoxThatIsWellForwardsAndAServiceWithoutABackendIsNoTrouble() throws Exception {
        Daemon running = agent.start("eth0");
        BoxAgent.Status well =
                agent.await(status -> forwards(status) && status.text().contains("0/1"));
        assertTrue(well.text().contains(", 8 packets tried in "), well.text());
        assertTrue(running.log().contains("event=liveness state=FORWARDING was=UNKNOWN"), running.log());
        assertFalse(running.log().contains("event=trouble"), running.log());
        running.stop();
    }

    @Test
    void aCableThatIsPulledAndAnInterfaceThatIsSwitchedOffAreSaid() throws Exception {
        Daemon running = agent.start("eth0");
        agent.await(LivenessTest::forwards);
        wire.ip("link set eth0 down");
        troubled("NOT FORWARDING", "LIVE_NO_CARRIER");
        box.ip("link set eth0 down");
        troubled("NOT FORWARDING", "LIVE_DOWN");
        box.ip("link set eth0 up");
        wire.ip("link set eth0 up");
        agent.await(LivenessTest::forwards);
        running.stop();
    }

    @Test
    void aProgramThatIsTakenOffOrReplacedIsSaidAndPutBack() throws Exception {
        Daemon running = agent.start("eth0");
        agent.await(LivenessTest::forwards);
        hand.detach();
        running.awaitLog("event=trouble code=LIVE_DETACHED subject=eth0");
        agent.await(LivenessTest::forwards);
        assertTrue(box.run("ip", "-d", "link", "show", "eth0").contains("prog/xdp"));
        hand.replaceProgram();
        running.awaitLog("event=trouble code=LIVE_FOREIGN subject=eth0");
        agent.await(LivenessTest::forwards);
        running.stop();
    }

    @Test
    void whatAForeignHandWritesIsFoundBeforeTheNextAuditAndMended() throws Exception {
        Daemon running = agent.start("eth0");
        // Until nobody answers for the second service's backend, its packets are on their way there, and wrong as well.
        agent.await(status -> forwards(status) && status.text().contains("0/1"));
        hand.emptySlots();
        running.awaitLog("event=trouble code=LIVE_WRONG subject=192.0.2.1:80/tcp")
                .awaitLog(" should be sent to 10.0.0.2 ")
                .awaitLog("event=liveness state=DEGRADED was=FORWARDING");
        agent.await(LivenessTest::forwards);
        hand.eraseServices();
        running.awaitLog("event=liveness state=NOT_FORWARDING was=");
        agent.await(LivenessTest::forwards);
        running.stop();
    }
}
