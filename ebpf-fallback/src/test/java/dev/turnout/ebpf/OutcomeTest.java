package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.CLIENT4;
import static dev.turnout.ebpf.Fixture.CLIENT6;
import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One packet, at least, for each outcome. */
final class OutcomeTest {
    private static PacketPath path;
    /** One that may send no ICMP errors. */
    private static PacketPath silent;

    @BeforeAll
    static void load() throws RefusedException {
        path = configured(new PacketPath());
        silent = configured(new PacketPath(0, 0));
    }

    @AfterAll
    static void unload() {
        path.close();
        silent.close();
    }

    private static PacketPath configured(PacketPath path) {
        var tunnel = Fixture.backend(1, "10.0.0.1", Fixture.IPIP);
        path.services(
                        Fixture.service(VIP4, Protocol.TCP, 80, 0),
                        Fixture.service(VIP6, Protocol.TCP, 80, 1),
                        Fixture.service(VIP4, Protocol.TCP, 81, 2),
                        Fixture.service(VIP6, Protocol.TCP, 81, 3),
                        plain(82, 4, ZeroBackendPolicy.USE_ALL),
                        Fixture.service(VIP4, Protocol.TCP, 83, 5),
                        plain(84, 6, ZeroBackendPolicy.REJECT, "198.51.100.0/24", "203.0.113.7/32"),
                        Fixture.service(VIP4, Protocol.TCP, 85, 7),
                        anyPort(VIP4, 8),
                        anyPort(VIP6, 9),
                        Fixture.service(VIP4, Protocol.TCP, 86, 10),
                        Fixture.service(VIP4, Protocol.TCP, 87, 11))
                .backends(
                        tunnel,
                        Fixture.backend(2, "2001:db8:9::2", Fixture.IPIP),
                        Fixture.backend(3, "10.0.0.3", Fixture.GUE, 0, false, Optional.empty()),
                        Fixture.backend(4, "10.0.0.4", Fixture.L2),
                        Fixture.backend(5, "10.0.0.5", Fixture.GUE, Fixture.hop("10.0.0.5", 7, 0, 1500)));
        int[] owners = {1, 2, 0, 0, 0, 3, 1, 4, 1, 2, 99, 5};
        for (int table = 0; table < owners.length; table++) {
            int word = SlotWord.stable(owners[table]).bits();
            path.table(table, _ -> word);
        }
        path.tunnelErrors().follow(List.of(tunnel));
        return path;
    }

    private static dev.turnout.core.dataplane.ServiceEntry plain(
            int port, int table, ZeroBackendPolicy policy, String... ranges) {
        return Fixture.service(
                VIP4,
                Protocol.TCP,
                port,
                table,
                Algorithm.MAGLEV,
                Affinity.FIVE_TUPLE,
                Persistence.NONE,
                policy,
                ranges);
    }

    private static dev.turnout.core.dataplane.ServiceEntry anyPort(String vip, int table) {
        return Fixture.service(
                vip,
                Protocol.UDP,
                0,
                table,
                Algorithm.MAGLEV,
                Affinity.CLIENT_IP,
                Persistence.NONE,
                ZeroBackendPolicy.REJECT);
    }

    record Case(String name, Outcome outcome, byte[] frame, boolean silent) {
        Case(String name, Outcome outcome, Packet packet) {
            this(name, outcome, packet.frame(), false);
        }

        @Override
        public String toString() {
            return name + ": " + outcome;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        passed(cases);
        sent(cases);
        dropped(cases);
        droppedIpv6(cases);
        droppedIcmp(cases);
        return cases.stream();
    }

    private static Packet tcp4(int port) {
        return Packet.tcp(CLIENT4, 4000, VIP4, port);
    }

    private static Packet tcp6(int port) {
        return Packet.tcp(CLIENT6, 4000, VIP6, port);
    }

    private static byte[] udp(int length) {
        return Packet.udpDatagram(1, 2, length);
    }

    private static void passed(List<Case> cases) {
        byte[] arp = tcp4(80).frame();
        arp[12] = 8;
        arp[13] = 6;
        byte[] oldVersion = tcp4(80).frame();
        oldVersion[14] = 0x55;
        cases.add(new Case("ARP", Outcome.PASS_NOT_IP, arp, false));
        cases.add(new Case("IPv4 that says version 5", Outcome.PASS_NOT_IP, oldVersion, false));
        cases.add(new Case("three VLAN tags", Outcome.PASS_NOT_IP, tcp4(80).tags(1, 2, 3)));
        cases.add(new Case("no VIP", Outcome.PASS_NOT_VIP, Packet.tcp(CLIENT4, 1, "192.0.2.2", 80)));
        cases.add(new Case("no VIP, IPv6", Outcome.PASS_NOT_VIP, Packet.tcp(CLIENT6, 1, "2001:db8::2", 80)));
        byte[] mapped = tcp6(80).frame();
        System.arraycopy(Programs.address(VIP4).mappedBytes(), 0, mapped, 38, 16);
        cases.add(new Case("IPv6 to ::ffff and a VIP", Outcome.PASS_NOT_VIP, mapped, false));
        cases.add(new Case(
                "no VIP and broken",
                Outcome.PASS_NOT_VIP,
                Packet.tcp(CLIENT4, 1, "192.0.2.2", 80).lengthError(500)));
        cases.add(new Case(
                "neighbour solicitation",
                Outcome.PASS_NEIGHBOUR,
                Packet.icmp(CLIENT6, VIP6, 135, 0, 0, new byte[24]).hops(255)));
        cases.add(new Case("error about a tunnel", Outcome.PASS_TUNNEL_ERROR, tunnelError("10.0.0.1")));
        cases.add(new Case("error about a tunnel that is not ours", Outcome.PASS_NOT_VIP, tunnelError("10.0.0.9")));
    }

    private static Packet tunnelError(String backend) {
        byte[] embedded = Packet.of("100.64.1.2", backend, 4, new byte[20]).ip();
        return Packet.icmp("10.9.9.9", "100.64.1.2", 3, 4, 1400, embedded);
    }

    private static void sent(List<Case> cases) {
        cases.add(new Case("to a backend", Outcome.FORWARD_TX, tcp4(80)));
        cases.add(new Case("IPv4 options", Outcome.FORWARD_TX, tcp4(80).options(new byte[40])));
        cases.add(new Case("two tags", Outcome.FORWARD_TX, tcp4(80).tags(1, 2)));
        cases.add(new Case("a source that is let in", Outcome.FORWARD_TX, tcp4(84)));
        cases.add(new Case("through another interface", Outcome.FORWARD_REDIRECT, tcp4(87)));
        cases.add(new Case("a fragment for any port", Outcome.FORWARD_TX, fragment(VIP4, Packet.UDP)));
        cases.add(new Case("echo request", Outcome.ANSWER_ECHO, Packet.icmp(CLIENT4, VIP4, 8, 0, 1, new byte[5])));
        cases.add(new Case("echo, IPv6", Outcome.ANSWER_ECHO, Packet.icmp(CLIENT6, VIP6, 128, 0, 1, new byte[5])));
        cases.add(new Case("too big", Outcome.ANSWER_TOO_BIG, big(80)));
        cases.add(new Case("no backend", Outcome.ANSWER_REJECT, tcp4(81)));
        cases.add(new Case("no backend, IPv6", Outcome.ANSWER_REJECT, tcp6(81)));
    }

    private static Packet big(int port) {
        return Packet.tcp(CLIENT4, 4000, VIP4, port, Packet.ACK, 1441);
    }

    private static Packet fragment(String vip, int protocol) {
        return Packet.of(CLIENT4, vip, protocol, new byte[64]).fragment(0x2000);
    }

    private static void dropped(List<Case> cases) {
        cases.add(new Case("longer than the frame", Outcome.DROP_MALFORMED, tcp4(80).lengthError(1)));
        cases.add(new Case("half a TCP header", Outcome.DROP_MALFORMED, tcp4(80).lengthError(-1)));
        cases.add(new Case("unknown port", Outcome.DROP_UNKNOWN_PORT, tcp4(8080)));
        cases.add(new Case("GRE", Outcome.DROP_UNKNOWN_PROTOCOL, Packet.of(CLIENT4, VIP4, 47, udp(8))));
        cases.add(new Case("TCP fragment", Outcome.DROP_FRAGMENT, fragment(VIP4, Packet.TCP)));
        cases.add(new Case("ICMP fragment", Outcome.DROP_FRAGMENT, fragment(VIP4, Packet.ICMP)));
        cases.add(new Case(
                "last fragment",
                Outcome.DROP_FRAGMENT,
                fragment(VIP4, Packet.TCP).fragment(7)));
        cases.add(new Case("source refused", Outcome.DROP_SOURCE_RANGE, Packet.tcp("198.51.101.1", 1, VIP4, 84)));
        cases.add(new Case("no backend, no answer", Outcome.DROP_NO_BACKEND, tcp4(82)));
        cases.add(new Case("no next hop", Outcome.DROP_UNRESOLVED, tcp4(83)));
        cases.add(new Case("TTL spent", Outcome.DROP_TTL, tcp4(85).hops(1)));
        cases.add(new Case("too big without DF", Outcome.DROP_TOO_BIG, big(80).fragment(0)));
        cases.add(new Case("a backend without record", Outcome.DROP_LAYOUT, tcp4(86)));
        cases.add(new Case("too big, no tokens", Outcome.DROP_TOO_BIG_LIMITED, big(80).frame(), true));
        cases.add(new Case("rejected, no tokens", Outcome.DROP_REJECT_LIMITED, tcp4(81).frame(), true));
    }

    private static void droppedIpv6(List<Case> cases) {
        byte[] destination = {60, 0, 1, 4, 0, 0, 0, 0};
        byte[] last = {Packet.TCP, 0, 1, 4, 0, 0, 0, 0};
        byte[][] six = {destination, destination, destination, destination, destination, last};
        byte[][] seven = {destination, destination, destination, destination, destination, destination, last};
        cases.add(new Case("six extension headers", Outcome.FORWARD_TX, tcp6(80).extensions(60, six)));
        cases.add(new Case("seven", Outcome.DROP_EXTENSION, tcp6(80).extensions(60, seven)));
        cases.add(new Case("a routing header that is done", Outcome.FORWARD_TX, tcp6(80).extensions(43, new byte[] {
            Packet.TCP, 0, 4, 0, 0, 0, 0, 0
        })));
        cases.add(new Case(
                "a routing header with segments left",
                Outcome.DROP_EXTENSION,
                tcp6(80).extensions(43, new byte[] {Packet.TCP, 0, 4, 1, 0, 0, 0, 0})));
        cases.add(new Case("authentication header", Outcome.FORWARD_TX, tcp6(80).extensions(51, new byte[] {
            Packet.TCP, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        })));
        cases.add(new Case(
                "an extension longer than the packet",
                Outcome.DROP_MALFORMED,
                tcp6(80).extensions(60, new byte[] {Packet.TCP, 9, 1, 4, 0, 0, 0, 0})));
        cases.add(new Case("atomic fragment", Outcome.FORWARD_TX, tcp6(80).extensions(44, new byte[] {
            Packet.TCP, 0, 0, 0, 0, 0, 0, 1
        })));
        cases.add(new Case("first fragment", Outcome.DROP_FRAGMENT, tcp6(80).extensions(44, new byte[] {
            Packet.TCP, 0, 0, 1, 0, 0, 0, 1
        })));
        cases.add(new Case(
                "a fragment for any port, IPv6",
                Outcome.FORWARD_TX,
                Packet.of(CLIENT6, VIP6, Packet.UDP, new byte[64])
                        .extensions(44, new byte[] {Packet.UDP, 0, 0, 9, 0, 0, 0, 1})));
        cases.add(new Case("ESP", Outcome.DROP_UNKNOWN_PROTOCOL, Packet.of(CLIENT6, VIP6, 50, udp(8))));
        cases.add(new Case("IPv6, longer than the frame", Outcome.DROP_MALFORMED, tcp6(80).lengthError(1)));
    }

    private static void droppedIcmp(List<Case> cases) {
        byte[] reply = Packet.tcp(VIP4, 80, CLIENT4, 4000).ip();
        byte[] foreign = Packet.tcp("192.0.2.9", 80, CLIENT4, 4000).ip();
        byte[] echo = Packet.icmp(VIP4, CLIENT4, 0, 0, 1, new byte[0]).ip();
        cases.add(new Case("timestamp", Outcome.DROP_ICMP, Packet.icmp(CLIENT4, VIP4, 13, 0, 1, new byte[12])));
        cases.add(new Case("redirect", Outcome.DROP_ICMP, Packet.icmp(CLIENT4, VIP4, 5, 1, 1, reply)));
        cases.add(new Case(
                "an error about another's packet",
                Outcome.DROP_ICMP_MISMATCH,
                Packet.icmp("9.9.9.9", VIP4, 3, 4, 1400, foreign)));
        cases.add(new Case(
                "an error about an echo reply",
                Outcome.DROP_ICMP_EMBEDDED,
                Packet.icmp("9.9.9.9", VIP4, 3, 1, 0, echo)));
        cases.add(new Case(
                "an error that ends too soon",
                Outcome.DROP_ICMP_EMBEDDED,
                Packet.icmp("9.9.9.9", VIP4, 11, 0, 0, java.util.Arrays.copyOf(reply, 27))));
        cases.add(new Case(
                "half an ICMP header", Outcome.DROP_MALFORMED, Packet.of(CLIENT4, VIP4, Packet.ICMP, new byte[7])));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void meets(Case c) {
        PacketPath.Result result = (c.silent() ? silent : path).run(c.frame());
        assertEquals(c.outcome(), result.outcome());
        if (c.outcome().name().startsWith("PASS")) {
            assertArrayEquals(c.frame(), result.frame(), "what passes is not touched");
        }
    }

    /** DROP_HEADROOM takes a driver that leaves less room than the kernel's test run does: {@link HeadroomTest}. */
    @Test
    void allOutcomesAreMet() {
        Set<Outcome> met = EnumSet.noneOf(Outcome.class);
        cases().forEach(c -> met.add(c.outcome()));
        assertEquals(EnumSet.complementOf(EnumSet.of(Outcome.DROP_HEADROOM)), met);
    }
}
