package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte in front of a packet that is sent to a backend, and that the backend gets back what the client sent. */
final class EncapsulationTest {
    private static final String BACKEND4 = "10.0.0.7";
    private static final String BACKEND6 = "2001:db8:9::7";
    private static final int TRAFFIC_CLASS = 0xb9;

    /**
     * @param tags that the packet comes in with
     * @param vlan that the backend is reached by, 0 for none
     */
    record Case(String vip, String backend, Encapsulation encapsulation, int tags, int vlan, int egress) {
        boolean l2() {
            return encapsulation instanceof Encapsulation.L2;
        }

        boolean outerV6() {
            return Fixture.v6(l2() ? vip : backend);
        }

        int overhead() {
            int gue = encapsulation instanceof Encapsulation.Gue ? 12 : 0;
            return l2() ? 0 : (outerV6() ? 40 : 20) + gue;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String vip : List.of(VIP4, VIP6)) {
            for (Encapsulation encapsulation : List.of(Fixture.IPIP, Fixture.GUE, Fixture.L2)) {
                for (String backend : List.of(BACKEND4, BACKEND6)) {
                    boolean possible =
                            !(encapsulation instanceof Encapsulation.L2) || Fixture.v6(vip) == Fixture.v6(backend);
                    for (int tags = 0; possible && tags <= 2; tags++) {
                        cases.add(new Case(vip, backend, encapsulation, tags, 0, PacketPath.INGRESS));
                        cases.add(new Case(vip, backend, encapsulation, tags, 0x2005, 7));
                    }
                }
            }
        }
        return cases;
    }

    private static PacketPath path;
    private static Decapsulation decapsulation;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath();
        decapsulation = new Decapsulation();
    }

    @AfterAll
    static void unload() {
        path.close();
        decapsulation.close();
    }

    private static void prepare(Case c) {
        path.services(Fixture.service(c.vip(), Protocol.TCP, 80, 0))
                .backends(Fixture.backend(
                        7,
                        c.backend(),
                        c.encapsulation(),
                        Fixture.hop(c.backend(), c.egress(), c.vlan() & 0xfff, 1500)))
                .table(0, _ -> SlotWord.stable(7).bits());
    }

    private static Packet packet(Case c, int port) {
        int[] tags = new int[c.tags()];
        Arrays.fill(tags, 99);
        return Packet.tcp(Fixture.client(c.vip()), port, c.vip(), 80, Packet.ACK, 33)
                .trafficClass(TRAFFIC_CLASS)
                .tags(tags);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesEveryByte(Case c) {
        prepare(c);
        byte[] inner = packet(c, 40_000).ip();
        PacketPath.Result result = path.run(packet(c, 40_000));
        assertEquals(
                c.egress() == PacketPath.INGRESS ? Outcome.FORWARD_TX : Outcome.FORWARD_REDIRECT, result.outcome());
        byte[] ip = assertEthernet(c, result.frame());
        if (c.l2()) {
            assertHopLess(inner, ip);
            return;
        }
        assertArrayEquals(inner, Wire.from(ip, c.overhead()), "the packet inside");
        if (c.outerV6()) {
            assertOuterV6(c, ip, inner.length);
        } else {
            assertOuterV4(c, ip, inner.length);
        }
    }

    private static byte[] assertEthernet(Case c, byte[] frame) {
        assertArrayEquals(Fixture.NEIGHBOUR.bytes(), Arrays.copyOf(frame, 6), "destination MAC");
        assertArrayEquals(Fixture.BOX.bytes(), Arrays.copyOfRange(frame, 6, 12), "source MAC");
        int at = 12;
        if (c.vlan() != 0) {
            assertEquals(0x8100, Wire.u16(frame, at));
            assertEquals(c.vlan() & 0xfff, Wire.u16(frame, at + 2));
            at += 4;
        }
        assertEquals(c.outerV6() ? 0x86dd : 0x0800, Wire.u16(frame, at), "EtherType");
        return Wire.from(frame, at + 2);
    }

    private static void assertHopLess(byte[] before, byte[] after) {
        boolean v6 = Wire.u8(before, 0) >> 4 == 6;
        int hops = v6 ? 7 : 8;
        assertEquals(Wire.u8(before, hops) - 1, Wire.u8(after, hops));
        if (!v6) {
            Wire.assertIpv4Checksum(after);
        }
        byte[] restored = after.clone();
        restored[hops]++;
        if (!v6) {
            restored[10] = before[10];
            restored[11] = before[11];
        }
        assertArrayEquals(before, restored, "nothing else changed");
    }

    /** The number that outer headers vary by, from the specification. */
    private static int entropy(Case c, int port) {
        FiveTuple flow = new FiveTuple(
                Programs.address(Fixture.client(c.vip())), Programs.address(c.vip()), Protocol.TCP, port, 80);
        return Integer.rotateRight(FlowHash.of(flow, Affinity.FIVE_TUPLE), 17);
    }

    private static void assertOuterV4(Case c, byte[] ip, int inner) {
        Wire.assertIpv4Checksum(ip);
        assertEquals(0x45, Wire.u8(ip, 0));
        assertEquals(TRAFFIC_CLASS, Wire.u8(ip, 1), "DSCP and ECN");
        assertEquals(inner + c.overhead(), Wire.u16(ip, 2), "length");
        assertEquals(0, Wire.u16(ip, 4), "identification");
        assertEquals(0x4000, Wire.u16(ip, 6), "DF");
        assertEquals(64, Wire.u8(ip, 8), "TTL");
        assertEquals(100 << 24 | 64 << 16 | entropy(c, 40_000) & 0xffff, Wire.u32(ip, 12), "source");
        assertEquals(Programs.address(BACKEND4), Wire.address(ip, 16, 4));
        assertTunnel(c, ip, 9, 20, inner);
    }

    private static void assertOuterV6(Case c, byte[] ip, int inner) {
        assertEquals(6 << 28 | TRAFFIC_CLASS << 20 | entropy(c, 40_000) & 0xfffff, Wire.u32(ip, 0));
        assertEquals(inner + c.overhead() - 40, Wire.u16(ip, 4), "length");
        assertEquals(64, Wire.u8(ip, 7), "hop limit");
        assertEquals(
                Programs.address("2001:db8:5::").high(), Wire.address(ip, 8, 16).high());
        assertEquals(entropy(c, 40_000) & 0xffff, Wire.u32(ip, 20), "source's last word");
        assertEquals(Programs.address(BACKEND6), Wire.address(ip, 24, 16));
        assertTunnel(c, ip, 6, 40, inner);
    }

    private static void assertTunnel(Case c, byte[] ip, int protocolAt, int header, int inner) {
        int protocol = Fixture.v6(c.vip()) ? 41 : 4;
        if (!(c.encapsulation() instanceof Encapsulation.Gue)) {
            assertEquals(protocol, Wire.u8(ip, protocolAt));
            return;
        }
        assertEquals(Packet.UDP, Wire.u8(ip, protocolAt));
        assertEquals(0xc000 | entropy(c, 40_000) & 0x3fff, Wire.u16(ip, header), "source port");
        assertEquals(6080, Wire.u16(ip, header + 2));
        assertEquals(inner + 12, Wire.u16(ip, header + 4), "UDP length");
        assertEquals(0, Wire.u16(ip, header + 6), "UDP checksum");
        assertEquals(protocol << 16, Wire.u32(ip, header + 8), "GUE variant 0");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBackendGetsWhatTheClientSent(Case c) {
        prepare(c);
        byte[] sent = path.run(packet(c, 40_000)).frame();
        byte[] received = decapsulation.run(sent).frame();
        assertArrayEquals(Arrays.copyOf(sent, 12), Arrays.copyOf(received, 12), "MACs");
        byte[] ip = Wire.from(received, c.vlan() == 0 ? 14 : 18);
        assertEquals(Fixture.v6(c.vip()) ? 0x86dd : 0x0800, Wire.u16(received, c.vlan() == 0 ? 12 : 16));
        if (!c.l2()) {
            assertArrayEquals(packet(c, 40_000).ip(), ip);
        }
        assertEquals(c.l2() ? "PASS_OTHER" : "DONE", decapsulation.lastOutcome());
    }

    /** A short frame is padded by Ethernet: padding is no part of the packet, and of no length. */
    @Test
    void leavesEthernetPaddingOutOfLengths() throws RefusedException {
        Case c = new Case(VIP4, BACKEND4, Fixture.IPIP, 0, 0, PacketPath.INGRESS);
        prepare(c);
        byte[] frame = Packet.tcp(Fixture.CLIENT4, 1, VIP4, 80).frame();
        long[] before = path.traffic(Maps.BACKEND_COUNTS, 7);
        byte[] ip = path.run(Arrays.copyOf(frame, frame.length + 6)).ip();
        assertEquals(60, Wire.u16(ip, 2));
        long[] after = path.traffic(Maps.BACKEND_COUNTS, 7);
        assertEquals(before[0] + 1, after[0]);
        assertEquals(before[1] + 40, after[1]);
    }

    /** Flows of one slot must not all look alike from outside: a NIC chooses its queue by the outer header. */
    @Test
    void flowsOfOneSlotDifferOutside() throws RefusedException {
        Case c = new Case(VIP4, BACKEND4, Fixture.GUE, 0, 0, PacketPath.INGRESS);
        prepare(c);
        Set<Integer> sources = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        int flows = 0;
        for (int port = 1024; port < 65_536; port++) {
            FiveTuple flow =
                    new FiveTuple(Programs.address(Fixture.CLIENT4), Programs.address(VIP4), Protocol.TCP, port, 80);
            if (FlowHash.slot(FlowHash.of(flow, Affinity.FIVE_TUPLE), PacketPath.TABLE_SIZE) == 17) {
                byte[] ip = path.run(packet(c, port)).ip();
                sources.add(Wire.u32(ip, 12));
                ports.add(Wire.u16(ip, 20));
                flows++;
            }
        }
        assertTrue(flows > 100, "flows of the slot: " + flows);
        assertTrue(sources.size() > flows * 9 / 10, sources.size() + " sources of " + flows);
        assertTrue(ports.size() > flows * 9 / 10, ports.size() + " ports of " + flows);
    }
}
