package dev.turnout.hwtests.health;

import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.interfaces.BoxAgent;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A box that probes two web servers through its own encapsulation, in each kind of it and each mixture of families that there is, a pool
 * and a VIP for each; tunnels end in the program for backends.
 */
final class ForwardingPathTest {
    private final List<Kind> kinds = kinds();
    private Shop shop;
    private BoxAgent agent;
    private Daemon running;

    /** @param inner of the VIP, 4 or 6 */
    private record Kind(String encapsulation, int inner, int outer, IpAddress vip) {
        /** ipip-6in4: a VIP of IPv6 and backends of IPv4. */
        String pool() {
            return encapsulation.toLowerCase(Locale.ROOT) + "-" + inner + "in" + outer;
        }

        IpAddress of(WebServer backend) {
            return outer == 4 ? backend.address4() : backend.address6();
        }

        boolean hasTunnel() {
            return !encapsulation.equals("L2");
        }
    }

    private static List<Kind> kinds() {
        return List.of(
                kind("IPIP", 4, 4, "203.0.113.20"),
                kind("IPIP", 4, 6, "203.0.113.21"),
                kind("IPIP", 6, 6, "2001:db8:3::22"),
                kind("GUE", 4, 4, "203.0.113.23"),
                kind("GUE", 4, 6, "203.0.113.24"),
                kind("GUE", 6, 4, "2001:db8:3::25"),
                kind("GUE", 6, 6, "2001:db8:3::26"),
                kind("L2", 4, 4, "203.0.113.27"),
                kind("L2", 6, 6, "2001:db8:3::28"));
    }

    private static Kind kind(String encapsulation, int inner, int outer, String vip) {
        return new Kind(encapsulation, inner, outer, IpAddress.parse(vip).orElseThrow());
    }

    @BeforeEach
    void open() throws IOException {
        shop = Shop.open(2);
        kinds.forEach(kind -> shop.addVip(kind.vip()));
        agent = new BoxAgent(shop.box(), shop.lab().pins("path").directory());
        shop.backends().forEach(backend -> {
            Daemon ignored = backend.serve();
            decapsulate(backend);
        });
        agent.configure(document());
        running = agent.start("eth0");
    }

    @AfterEach
    void close() {
        running.stop();
        agent.uninstall();
        shop.close();
    }

    private void decapsulate(WebServer backend) {
        backend.netns().xdp("eth0", shop.lab().resource("/dev/turnout/ebpf/decap.bpf.o"));
    }

    private String document() {
        String services = kinds.stream()
                .map(kind -> "  - {name: %1$s, vip: \"%2$s\", port: 80, pool: %1$s, tableSize: 256}\n"
                        .formatted(kind.pool(), kind.vip()))
                .collect(Collectors.joining());
        String pools = kinds.stream()
                .map(kind -> """
                  - name: %s
                    encapsulation: %s
                    backends: [{address: "%s"}, {address: "%s"}]
                    healthCheck:
                      {protocol: HTTP, via: FORWARDING_PATH, interval: 500ms, rise: 1, fall: 2, panicThreshold: 0, holdOff: 1}
                """.formatted(
                                kind.pool(),
                                kind.encapsulation(),
                                kind.of(shop.backends().get(0)),
                                kind.of(shop.backends().get(1))))
                .collect(Collectors.joining());
        return "generation: 1\nseed: \"" + "5a".repeat(32) + "\"\nservices:\n" + services + "pools:\n" + pools
                + "dataplane: {announce: LOCAL}\n";
    }

    /** Until all backends of all pools are as expected: one that probes cannot reach, or reach wrongly, never is. */
    private void until(BiPredicate<Kind, WebServer> healthy) {
        try {
            BoxAgent.Status ignored = agent.await(status -> expected(healthy)
                    .allMatch(each -> status.shows(each.kind().pool(), each.backend(), each.health())));
        } catch (IllegalStateException never) {
            throw new AssertionError(running.log(), never);
        }
    }

    private record Expected(Kind kind, IpAddress backend, String health) {}

    private Stream<Expected> expected(BiPredicate<Kind, WebServer> healthy) {
        return kinds.stream()
                .flatMap(kind -> shop.backends().stream()
                        .map(backend -> new Expected(
                                kind, kind.of(backend), healthy.test(kind, backend) ? "healthy" : "unhealthy")));
    }

    private static String host(Kind kind) {
        return kind.vip() + "/" + kind.vip().family().bits();
    }

    @Test
    void everyKindOfWayIsProbed() {
        WebServer first = shop.backends().get(0);
        WebServer second = shop.backends().get(1);
        until((_, _) -> true);

        first.netns().run("ip", "link", "set", "dev", "eth0", "xdpdrv", "off");
        until((kind, backend) -> !(kind.hasTunnel() && backend == first));

        decapsulate(first);
        until((_, _) -> true);

        for (int half = 0; half < 2; half++) {
            List<Kind> missing = kinds.subList(half * kinds.size() / 2, (half + 1) * kinds.size() / 2);
            missing.forEach(kind -> second.netns().ip("addr del " + host(kind) + " dev lo"));
            until((kind, backend) -> !missing.contains(kind) || backend != second);
            missing.forEach(kind ->
                    second.netns().ip("addr add " + host(kind) + " dev lo" + (kind.inner() == 6 ? " nodad" : "")));
        }
        until((_, _) -> true);
    }
}
