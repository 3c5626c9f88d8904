package dev.turnout.hwtests.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.KernelNextHops;
import dev.turnout.agent.os.NextHopQuestion;
import dev.turnout.agent.os.NextHopReader;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.NextHops;
import dev.turnout.agent.os.PathMtus;
import dev.turnout.agent.os.Resolution;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A box with a gateway (.1) that also answers for backends on its LAN (.11), and for none at .99. */
final class NextHopsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final BackendKey ON_LINK = ipip("198.51.100.11");
    private static final BackendKey ROUTED = ipip("10.8.0.1");
    private static final BackendKey ROUTED6 = ipip("2001:db8:9::1");
    private static final BackendKey SILENT = ipip("198.51.100.99");

    private final Lab lab = Lab.open();
    private final Netns box = lab.namespace("box");
    private final Netns lan = lab.namespace("lan");
    private final PathMtus pathMtus = new PathMtus(InstantSource.system());

    private static BackendKey ipip(String address) {
        return new BackendKey(IpAddress.parse(address).orElseThrow(), new Encapsulation.Ipip());
    }

    private static NextHopQuestion question(Set<BackendKey> backends) {
        return new NextHopQuestion(backends, Optional.empty(), Optional.empty());
    }

    @BeforeEach
    void build() {
        lab.link(box, "eth0", lan, "eth0");
        lan.ip(
                "addr add 198.51.100.1/24 dev eth0",
                "addr add 198.51.100.11/24 dev eth0",
                "addr add fe80::1/64 dev eth0 nodad");
        box.ip(
                "addr add 198.51.100.2/24 dev eth0",
                "addr add 2001:db8:2::2/64 dev eth0 nodad",
                "route add 10.8.0.0/16 via 198.51.100.1 mtu lock 1400",
                "route add 2001:db8:9::/48 via fe80::1 dev eth0");
        // An unanswered neighbour is given up after a second and not after three.
        box.sysctl("net.ipv4.neigh.eth0.retrans_time_ms", 200);
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private NextHopSource start(Runnable onChange) {
        return box.inside(
                () -> new KernelNextHops(new NextHopReader(new Commands(Duration.ofSeconds(10)), pathMtus), onChange));
    }

    private static NextHop await(NextHopSource source, BackendKey key) {
        Await.until(
                PATIENCE,
                () -> source.latest().resolved().containsKey(key),
                () -> key + " is " + source.latest().backends().get(key));
        return Objects.requireNonNull(source.latest().resolved().get(key));
    }

    @Test
    void neighboursAreAskedForAndFound() {
        AtomicInteger changes = new AtomicInteger();
        try (NextHopSource source = start(changes::incrementAndGet)) {
            source.ask(question(Set.of(ON_LINK, ROUTED, ROUTED6)));

            NextHop onLink = await(source, ON_LINK);
            assertEquals(box.ifindex("eth0"), onLink.port());
            assertEquals(box.mac("eth0"), onLink.source().toString());
            assertEquals(lan.mac("eth0"), onLink.destination().toString());
            assertEquals("198.51.100.2/32", onLink.outerSource().toString());
            assertEquals(1500, onLink.mtu());
            assertEquals(1400, await(source, ROUTED).mtu());
            assertEquals(
                    "2001:db8:2::2/128", await(source, ROUTED6).outerSource().toString());
            assertTrue(changes.get() > 0);
        }
        assertTrue(box.run("ip", "neigh", "show", "198.51.100.11").contains("managed"));
    }

    @Test
    void aBackendWhoseNeighbourFallsSilentIsDeadAndComesBack() {
        box.sysctl("net.ipv4.neigh.eth0.base_reachable_time_ms", 1000);
        box.sysctl("net.ipv4.neigh.eth0.delay_first_probe_time", 1);
        try (NextHopSource source = start(() -> {})) {
            source.ask(question(Set.of(ON_LINK, SILENT)));
            await(source, ON_LINK);
            Await.until(
                    PATIENCE,
                    () -> source.latest().dead().equals(Set.of(SILENT)),
                    () -> "dead: " + source.latest().dead());

            lan.ip("addr del 198.51.100.11/24 dev eth0", "addr add 198.51.100.99/24 dev eth0");

            Await.until(
                    PATIENCE,
                    () -> source.latest().dead().contains(ON_LINK),
                    () -> "dead: " + source.latest().dead());
            await(source, SILENT);
        }
    }

    @Test
    void aRouteThatComesAndGoesIsFollowed() {
        try (NextHopSource source = start(() -> {})) {
            BackendKey backend = ipip("10.9.0.1");
            source.ask(question(Set.of(backend)));
            Await.until(PATIENCE, () -> source.latest().dead().contains(backend), () -> "not dead without a route");

            box.ip("route add 10.9.0.0/16 via 198.51.100.1");
            await(source, backend);

            box.ip("route del 10.9.0.0/16");
            Await.until(PATIENCE, () -> source.latest().dead().contains(backend), () -> "not dead without a route");
        }
    }

    @Test
    void anErrorAboutATunnelNarrowsThePath() {
        try (NextHopSource source = start(() -> {})) {
            source.ask(question(Set.of(ON_LINK)));
            await(source, ON_LINK);

            assertTrue(pathMtus.lower(ON_LINK.address(), 1280));
            source.refresh();

            Await.until(
                    PATIENCE, () -> await(source, ON_LINK).mtu() == 1280, () -> "the MTU is still that of the link");
        }
    }

    @Test
    void whatIsNoLongerAskedForIsNoLongerKept() {
        try (NextHopSource source = start(() -> {})) {
            source.ask(question(Set.of(ON_LINK, ROUTED)));
            await(source, ON_LINK);
            box.ip("neigh replace 198.51.100.50 dev eth0 managed");

            source.ask(question(Set.of(ROUTED)));

            Await.until(
                    PATIENCE,
                    () -> !box.run("ip", "neigh").contains("198.51.100.11"),
                    () -> "still kept: " + box.run("ip", "neigh"));
            assertTrue(box.run("ip", "neigh").contains("198.51.100.50"), "somebody else's entry is gone");
        }
    }

    @Test
    void aThousandBackendsAreOneReading() {
        Set<BackendKey> backends = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            backends.add(ipip("10.8." + i / 250 + "." + (1 + i % 250)));
        }
        NextHopReader reader = new NextHopReader(new Commands(Duration.ofSeconds(10)), pathMtus);
        NextHops first = box.inside(() -> reader.read(question(backends), NextHops.NONE));
        assertEquals(backends, first.backends().keySet());
        assertEquals(Optional.empty(), first.problem());

        NextHops[] latest = {first};
        Await.until(
                PATIENCE,
                () -> {
                    latest[0] = box.inside(() -> reader.read(question(backends), latest[0]));
                    return latest[0].resolved().size() == 1000;
                },
                () -> latest[0].reasons().toString());
    }

    @Test
    void whereTheKernelCannotBeAskedTheOldAnswerStays() {
        NextHopReader reader = new NextHopReader(new Commands(Duration.ZERO), pathMtus);
        Resolution old = new Resolution.Unresolved("as it was");
        NextHops before = new NextHops(Map.of(ON_LINK, old), Optional.empty());

        NextHops answer = reader.read(question(Set.of(ON_LINK)), before);

        assertEquals(before.backends(), answer.backends());
        assertFalse(answer.problem().isEmpty());
        assertInstanceOf(Resolution.Unresolved.class, answer.backends().get(ON_LINK));
    }
}
