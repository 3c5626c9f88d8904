package dev.turnout.hwtests.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.interfaces.BoxAgent;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A box that probes the same two web servers by their addresses, and through its own encapsulation in both families, with its
 * VIPs on its own loopback; and what becomes of its tables when something breaks.
 */
final class DrainTest {
    private static final String THROUGH = "203.0.113.20";

    private Shop shop;
    private Path pins;
    private BoxAgent agent;
    private Daemon running;
    private List<Daemon> servers;

    @BeforeEach
    void open() throws IOException {
        shop = Shop.open(2);
        pins = shop.lab().pins("drain").directory();
        agent = new BoxAgent(shop.box(), pins);
        shop.addVip(IpAddress.parse(THROUGH).orElseThrow());
        servers = shop.backends().stream().map(WebServer::serve).toList();
        decapsulate(shop.backends().get(0));
        decapsulate(shop.backends().get(1));
        agent.configure(document());
        running = agent.start("eth0");
    }

    @AfterEach
    void close() {
        agent.uninstall();
        shop.close();
    }

    private void decapsulate(WebServer backend) {
        backend.netns().xdp("eth0", shop.lab().resource("/dev/turnout/ebpf/decap.bpf.o"));
    }

    private String document() {
        WebServer first = shop.backends().get(0);
        WebServer second = shop.backends().get(1);
        return """
                generation: 1
                seed: "%s"
                services:
                  - {name: direct, vip: %s, port: 80, pool: direct, tableSize: 256}
                  - {name: through, vip: %s, port: 80, pool: through, tableSize: 256}
                  - {name: sixth, vip: "%s", port: 80, pool: sixth, tableSize: 256}
                pools:
                %s%s%sdataplane: {announce: LOCAL}
                """.formatted(
                        "5a".repeat(32),
                        Shop.VIP4,
                        THROUGH,
                        Shop.VIP6,
                        pool("direct", "ADDRESS", first.address4(), second.address4()),
                        pool("through", "FORWARDING_PATH", first.address4(), second.address4()),
                        pool("sixth", "FORWARDING_PATH", first.address6(), second.address6()));
    }

    private static String pool(String name, String via, Object first, Object second) {
        return """
                  - name: %s
                    encapsulation: IPIP
                    backends: [{address: "%s"}, {address: "%s"}]
                    healthCheck:
                      {protocol: HTTP, bodyContains: b, via: %s, interval: 300ms, rise: 1, fall: 2, panicThreshold: 0, holdOff: 1}
                """.formatted(name, first, second, via);
    }

    /** Until that pool's backend is, or is not, healthy. */
    private BoxAgent.Status until(String pool, Object backend, String health) {
        try {
            return agent.await(status -> status.shows(pool, backend, health));
        } catch (IllegalStateException never) {
            throw new AssertionError(pool + " " + backend + " is never " + health + ": " + running.log(), never);
        }
    }

    private void everybodyHealthy() {
        BoxAgent.Status ignored = agent.await(status -> shop.backends().stream()
                .allMatch(backend -> status.shows("direct", backend.address4(), "healthy")
                        && status.shows("through", backend.address4(), "healthy")
                        && status.shows("sixth", backend.address6(), "healthy")));
    }

    @Test
    void whatIsBrokenIsFoundAndLeft() {
        WebServer first = shop.backends().get(0);
        WebServer second = shop.backends().get(1);
        everybodyHealthy();

        first.netns().run("ip", "link", "set", "dev", "eth0", "xdpdrv", "off");
        BoxAgent.Status broken = until("through", first.address4(), "unhealthy");
        until("sixth", first.address6(), "unhealthy");
        assertTrue(broken.shows("direct", first.address4(), "healthy"), broken.text());
        assertTrue(broken.shows("through", second.address4(), "healthy"), broken.text());
        assertEquals(Collections.nCopies(8, "b2"), shop.get("http://" + THROUGH + "/", 8));

        decapsulate(first);
        everybodyHealthy();
        second.netns().ip("addr del " + THROUGH + "/32 dev lo");
        BoxAgent.Status missing = until("through", second.address4(), "unhealthy");
        assertTrue(missing.shows("direct", second.address4(), "healthy"), missing.text());
        second.netns().ip("addr add " + THROUGH + "/32 dev lo");
        everybodyHealthy();

        servers.get(1).stop();
        until("direct", second.address4(), "dead");
        assertEquals(Collections.nCopies(8, "b1"), shop.get("http://" + Shop.VIP4 + "/", 8));
        second.serve();
        everybodyHealthy();

        String rules = shop.box().run("ip", "rule");
        assertFalse(rules.contains("0:\tfrom all lookup local"), rules);
        running.stop();
        for (String family : List.of("-4", "-6")) {
            String after = shop.box().run("ip", family, "rule");
            assertTrue(after.startsWith("0:\tfrom all lookup local"), after);
            assertFalse(after.contains("7475"), after);
        }
        assertFalse(shop.box().run("ip", "link").contains("turnout-probe"));
    }
}
