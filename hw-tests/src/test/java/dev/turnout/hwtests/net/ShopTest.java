package dev.turnout.hwtests.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ShopTest {
    @Test
    void servesByDirectReturnOnceSomebodyBalances() {
        try (Shop shop = Shop.open(2)) {
            shop.backends().forEach(WebServer::serve);
            assertEquals(List.of("b1"), shop.get("http://198.51.100.11/", 1));
            assertEquals(List.of("b2"), shop.get("http://[2001:db8:2::12]/", 1));

            // The plainest balancer there is: the box routes each VIP to one backend, which returns directly.
            shop.box().sysctl("net.ipv4.ip_forward", 1).sysctl("net.ipv6.conf.all.forwarding", 1);
            shop.box()
                    .ip(
                            "route add " + Shop.VIP4 + " via "
                                    + shop.backends().get(0).address4(),
                            "route add " + Shop.VIP6 + " via "
                                    + shop.backends().get(1).address6());

            assertEquals(List.of("b1", "b1"), shop.get("http://" + Shop.VIP4 + "/", 2));
            assertEquals(List.of("b2"), shop.get("http://[" + Shop.VIP6 + "]/", 1));
            String digest = shop.client().run("sh", "-c", "curl -sS http://" + Shop.VIP4 + "/download | sha256sum");
            assertTrue(digest.startsWith(WebServer.downloadDigest()), digest);
        }
    }

    @Test
    void theLanHasRoomForOuterHeaders() {
        try (Shop shop = Shop.open(1)) {
            String answer = shop.box().run("ping", "-c1", "-W2", "-Mdo", "-s1572", "198.51.100.11");
            assertTrue(answer.contains("1 received"), answer);
        }
    }

    @Test
    void onlyTheBoxAnswersForAVipOnTheLan() {
        try (Shop shop = Shop.open(2)) {
            shop.addVip(IpAddress.parse("198.51.100.100").orElseThrow());
            shop.box().ip("addr add 198.51.100.100/32 dev lo");

            String answer = shop.router().run("arping", "-c1", "-w2", "-I", "eth0", "198.51.100.100");

            assertTrue(answer.contains(shop.box().mac("eth0").toUpperCase(Locale.ROOT)), answer);
            assertEquals(
                    1,
                    answer.lines().filter(line -> line.contains("reply from")).count(),
                    answer);
        }
    }
}
