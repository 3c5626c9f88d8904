package dev.turnout.hwtests.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.Announcer;
import dev.turnout.agent.os.BoxAddresses;
import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.LocalAnnouncer;
import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Commands COMMANDS = new Commands(Duration.ofSeconds(10));
    private static final IpAddress VIP4 = ip("198.51.100.100");
    private static final IpAddress VIP6 = ip("2001:db8:2::100");

    private final Lab lab = Lab.open();
    private final Netns box = lab.namespace("box");
    private final Netns lan = lab.namespace("lan");

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @BeforeEach
    void build() {
        lab.link(box, "eth0", lan, "eth0");
        box.ip("addr add 198.51.100.2/24 dev eth0", "addr add 2001:db8:2::2/64 dev eth0 nodad");
        lan.ip("addr add 198.51.100.1/24 dev eth0", "addr add 2001:db8:2::1/64 dev eth0 nodad");
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private Announcer start() {
        return box.inside(() -> LocalAnnouncer.start(COMMANDS, List.of("eth0")));
    }

    private static void awaitAnnounced(Announcer announcer, Set<IpAddress> vips) {
        Await.until(
                PATIENCE,
                () -> announcer.status().announced().equals(vips),
                () -> announcer.status().toString());
    }

    @Test
    void theNetworkIsToldAtOnce() {
        Daemon watch = lan.start("tcpdump", "-nel", "-i", "eth0", "arp or (icmp6 and ip6[40] == 136)");
        watch.awaitLog("listening on");
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4, VIP6));

            watch.awaitLog("Request who-has " + VIP4);
            watch.awaitLog("Reply " + VIP4 + " is-at " + box.mac("eth0"));
            watch.awaitLog("neighbor advertisement, tgt is " + VIP6);
            awaitAnnounced(announcer, Set.of(VIP4, VIP6));
            assertEquals(List.of(), announcer.status().problems());
        }
    }

    @Test
    void theBoxAnswersWhoeverAsks() {
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4, VIP6));
            awaitAnnounced(announcer, Set.of(VIP4, VIP6));

            String mac = box.mac("eth0");
            assertTrue(lan.run("arping", "-c1", "-w5", "-I", "eth0", VIP4.toString())
                    .contains(mac.toUpperCase(Locale.ROOT)));
            assertTrue(lan.run("ndisc6", "-1", VIP6.toString(), "eth0").contains(mac.toUpperCase(Locale.ROOT)));
            assertTrue(lan.run("ping", "-c1", "-W5", VIP4.toString()).contains("1 received"));
            assertTrue(lan.run("ping", "-c1", "-W5", VIP6.toString()).contains("1 received"));
        }
    }

    @Test
    void anotherRunAdoptsWhatStandsAndRemovesOnlyThat() {
        try (Announcer first = start()) {
            first.announce(Set.of(VIP4, VIP6));
            awaitAnnounced(first, Set.of(VIP4, VIP6));
        }
        assertTrue(addresses().contains(VIP4 + "/32"), "what was announced stays when the agent ends");
        box.ip("addr add 203.0.113.77/32 dev lo");

        try (Announcer second = start()) {
            second.announce(Set.of(VIP6));
            awaitAnnounced(second, Set.of(VIP6));

            assertFalse(addresses().contains(VIP4.toString()));
            assertTrue(addresses().contains(VIP6 + "/128"));
            assertTrue(addresses().contains("203.0.113.77/32"), "somebody else's address");
        }
    }

    @Test
    void anAddressThatIsTakenAwayComesBack() {
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4, VIP6));
            awaitAnnounced(announcer, Set.of(VIP4, VIP6));

            // A device that goes down loses its IPv6 addresses.
            box.ip("addr del " + VIP4 + "/32 dev lo", "link set eth0 down", "link set eth0 up");

            Await.until(
                    PATIENCE,
                    () -> addresses().contains(VIP4 + "/32") && onEth0().contains(VIP6 + "/128"),
                    () -> addresses());
        }
    }

    @Test
    void vipsAreNoManagementAddresses() {
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4, VIP6));
            awaitAnnounced(announcer, Set.of(VIP4, VIP6));

            Set<IpAddress> management =
                    box.inside(() -> BoxAddresses.management(COMMANDS)).orElseThrow();

            assertTrue(management.containsAll(Set.of(ip("198.51.100.2"), ip("2001:db8:2::2"), ip("127.0.0.1"))));
            assertFalse(management.contains(VIP4));
            assertFalse(management.contains(VIP6));
        }
    }

    @Test
    void aVipIsNeverTheSourceOfTheBoxsOwnTraffic() {
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4, VIP6));
            awaitAnnounced(announcer, Set.of(VIP4, VIP6));

            assertTrue(box.run("ip", "route", "get", "198.51.100.1").contains("src 198.51.100.2 "));
            assertTrue(box.run("ip", "route", "get", "2001:db8:2::1").contains("src 2001:db8:2::2 "));
        }
    }

    @Test
    void aKernelThatWouldNotAnswerIsReported() {
        box.sysctl("net.ipv4.conf.eth0.arp_ignore", 1);
        try (Announcer announcer = start()) {
            announcer.announce(Set.of(VIP4));
            awaitAnnounced(announcer, Set.of(VIP4));

            assertTrue(
                    announcer.status().problems().toString().contains("arp_ignore=0"),
                    () -> announcer.status().toString());
        }
    }

    private String addresses() {
        return box.run("ip", "addr", "show");
    }

    private String onEth0() {
        return box.run("ip", "addr", "show", "dev", "eth0");
    }
}
