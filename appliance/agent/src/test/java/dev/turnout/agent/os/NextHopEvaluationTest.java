package dev.turnout.agent.os;

import static dev.turnout.agent.os.Fixtures.gue;
import static dev.turnout.agent.os.Fixtures.ip;
import static dev.turnout.agent.os.Fixtures.ipip;
import static dev.turnout.agent.os.Fixtures.l2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.KernelView.Neighbour;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class NextHopEvaluationTest {
    private static final MacAddress BOX = new MacAddress(0x0200_0000_0002L);
    private static final MacAddress PEER = new MacAddress(0x0200_0000_0001L);

    private static NextHopEvaluation evaluation(NextHopQuestion question, Map<BackendKey, Resolution> before) {
        return new NextHopEvaluation(Fixtures.box(), question, backend -> Optional.empty(), before);
    }

    private static Resolution resolve(BackendKey key) {
        NextHopQuestion question = new NextHopQuestion(Set.of(key), Optional.empty(), Optional.empty());
        return Objects.requireNonNull(evaluation(question, Map.of()).answer().get(key));
    }

    private static NextHop resolved(BackendKey key) {
        return assertInstanceOf(Resolution.Resolved.class, resolve(key)).nextHop();
    }

    private static Cidr host(String address) {
        return Cidr.host(ip(address));
    }

    @Test
    void onLink() {
        assertEquals(new NextHop(2, 0, BOX, PEER, 1600, host("198.51.100.2")), resolved(ipip("198.51.100.11")));
        assertEquals(new NextHop(2, 0, BOX, PEER, 1600, host("2001:db8:2::2")), resolved(gue("2001:db8:2::1")));
    }

    @Test
    void staticNeighboursNeedNoAnswer() {
        assertEquals(
                new MacAddress(0x0200_0000_0077L), resolved(l2("198.51.100.77")).destination());
    }

    @Test
    void behindGateways() {
        assertEquals(new NextHop(2, 0, BOX, PEER, 1600, host("198.51.100.3")), resolved(ipip("10.8.0.1")));
        assertEquals(new NextHop(2, 0, BOX, PEER, 1400, host("198.51.100.2")), resolved(ipip("10.9.0.1")));
        assertEquals(new NextHop(2, 0, BOX, PEER, 1500, host("2001:db8:2::2")), resolved(ipip("2001:db8:9::1")));
    }

    @Test
    void anIpv4RouteMayHaveAnIpv6Gateway() {
        assertEquals(new NextHop(2, 0, BOX, PEER, 1600, host("198.51.100.2")), resolved(ipip("10.7.0.1")));
    }

    @Test
    void theConfiguredPrefixIsTheOuterSource() {
        Cidr prefix = Cidr.parse("198.18.0.0/24").orElseThrow();
        NextHopQuestion question = new NextHopQuestion(
                Set.of(ipip("10.8.0.1"), ipip("2001:db8:9::1")), Optional.of(prefix), Optional.empty());

        Map<BackendKey, NextHop> answer =
                new NextHops(evaluation(question, Map.of()).answer(), Optional.empty()).resolved();

        assertEquals(
                prefix, Objects.requireNonNull(answer.get(ipip("10.8.0.1"))).outerSource());
        assertEquals(
                host("2001:db8:2::2"),
                Objects.requireNonNull(answer.get(ipip("2001:db8:9::1"))).outerSource());
    }

    @Test
    void aPathMayBeNarrowerThanItsDevice() {
        NextHopQuestion question =
                new NextHopQuestion(Set.of(ipip("198.51.100.11")), Optional.empty(), Optional.empty());
        NextHopEvaluation evaluation =
                new NextHopEvaluation(Fixtures.box(), question, backend -> Optional.of(1300), Map.of());

        Map<BackendKey, NextHop> answer = new NextHops(evaluation.answer(), Optional.empty()).resolved();

        assertEquals(
                1300, Objects.requireNonNull(answer.get(ipip("198.51.100.11"))).mtu());
    }

    @Test
    void deadAndUnresolvedAreToldApart() {
        assertInstanceOf(Resolution.NoRoute.class, resolve(ipip("172.16.0.1")));
        assertInstanceOf(Resolution.NoRoute.class, resolve(ipip("2001:db8:dead::1")));
        assertInstanceOf(Resolution.NoNeighbour.class, resolve(ipip("198.51.100.99")));
        assertInstanceOf(Resolution.Unresolved.class, resolve(ipip("198.51.100.98")));
        assertInstanceOf(Resolution.Unresolved.class, resolve(ipip("198.51.100.50")));
    }

    @Test
    void aDeadNeighbourStaysDeadWhileItIsAskedForAgain() {
        BackendKey asked = ipip("198.51.100.98");
        NextHopQuestion question = new NextHopQuestion(Set.of(asked), Optional.empty(), Optional.empty());
        Map<BackendKey, Resolution> before = Map.of(asked, new Resolution.NoNeighbour("it did not answer"));

        NextHops answer = new NextHops(evaluation(question, before).answer(), Optional.empty());

        assertEquals(Set.of(asked), answer.dead());
    }

    @Test
    void aNeighbourWhoseEntryWasFlushedIsTakenToBeWhereItWas() {
        BackendKey asked = ipip("198.51.100.98");
        NextHopQuestion question = new NextHopQuestion(Set.of(asked), Optional.empty(), Optional.empty());
        NextHop last = resolved(ipip("198.51.100.11"));

        Resolution now = evaluation(question, Map.of(asked, new Resolution.Resolved(last)))
                .answer()
                .get(asked);
        NextHop elsewhere =
                new NextHop(last.port() + 1, 0, last.source(), last.destination(), last.mtu(), last.outerSource());
        Resolution moved = evaluation(question, Map.of(asked, new Resolution.Resolved(elsewhere)))
                .answer()
                .get(asked);

        assertEquals(new Resolution.Resolved(last), now);
        assertInstanceOf(Resolution.Unresolved.class, moved);
    }

    @Test
    void reasonsNameTheRemedy() {
        assertReason(l2("10.8.0.1"), "198.51.100.1", "use IPIP or GUE");
        assertReason(ipip("198.51.100.2"), "is an address of this box");
        assertReason(ipip("198.51.100.255"), "broadcast");
        assertReason(ipip("192.0.2.9"), "eth1 has no carrier");
        assertReason(ipip("192.0.3.9"), "br0 is a bridge");
    }

    private static void assertReason(BackendKey key, String... parts) {
        String reason =
                assertInstanceOf(Resolution.Unresolved.class, resolve(key)).reason();
        for (String part : parts) {
            assertTrue(reason.contains(part), reason);
        }
    }

    @Test
    void neighboursAreAskedForOnceAndOnlyWhereTheyHelp() {
        Set<BackendKey> keys = Set.of(
                ipip("10.8.0.1"), ipip("10.9.0.1"), ipip("198.51.100.98"), ipip("172.16.0.1"), ipip("192.0.3.9"));
        NextHopQuestion question = new NextHopQuestion(keys, Optional.empty(), Optional.empty());

        Set<String> needed = evaluation(question, Map.of()).neighboursNeeded().stream()
                .map(key -> key.device() + " " + key.address())
                .collect(Collectors.toSet());

        assertEquals(Set.of("eth0 198.51.100.1", "eth0 198.51.100.98"), needed);
    }

    @Test
    void everyBackendOfTheQuestionHasAnAnswer() {
        Set<BackendKey> keys = Set.of(ipip("10.8.0.1"), gue("10.8.0.1"), ipip("172.16.0.1"));
        NextHops answer = new NextHops(
                evaluation(new NextHopQuestion(keys, Optional.empty(), Optional.empty()), Map.of())
                        .answer(),
                Optional.empty());

        assertEquals(keys, answer.backends().keySet());
        assertEquals(Set.of(ipip("172.16.0.1")), answer.reasons().keySet());
        assertEquals(2, answer.resolved().size());
        assertTrue(Fixtures.box().neighbours().containsKey(new Neighbour.Key("eth0", ip("198.51.100.1"))));
    }
}
