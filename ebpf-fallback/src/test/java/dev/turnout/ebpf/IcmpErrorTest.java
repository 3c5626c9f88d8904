package dev.turnout.ebpf;

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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors to a VIP go where the embedded packet's flow goes; errors about tunnels are noted. */
final class IcmpErrorTest {
    private static final String ROUTER4 = "203.0.113.254";
    private static final String ROUTER6 = "2001:db8:ffff::1";
    private static PacketPath path;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath()
                .backends(4)
                .services(
                        Fixture.service(VIP4, Protocol.TCP, 80, 0),
                        Fixture.service(VIP6, Protocol.TCP, 80, 1),
                        Fixture.service(VIP4, Protocol.UDP, 0, 2),
                        Fixture.service(VIP6, Protocol.UDP, 0, 3),
                        Fixture.service(
                                VIP4,
                                Protocol.TCP,
                                81,
                                4,
                                Algorithm.MAGLEV,
                                Affinity.CLIENT_IP,
                                Persistence.TRANSIT,
                                ZeroBackendPolicy.REJECT,
                                "198.51.100.0/24"),
                        Fixture.service(VIP4, Protocol.TCP, 82, 5));
        for (int table = 0; table < 5; table++) {
            path.table(table, slot -> SlotWord.stable(1 + slot * 7 % 4).bits());
        }
        path.table(5, _ -> SlotWord.of(2, 1, 0, false).bits());
    }

    @AfterAll
    static void unload() {
        path.close();
    }

    private static Packet error(String vip, byte[] embedded) {
        boolean v6 = Fixture.v6(vip);
        return Packet.icmp(v6 ? ROUTER6 : ROUTER4, vip, v6 ? 2 : 3, v6 ? 0 : 4, 1400, embedded);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void followTheFlow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            String vip = random.nextBoolean() ? VIP4 : VIP6;
            String client = Fixture.v6(vip)
                    ? "2001:db8:77::" + Integer.toHexString(random.nextInt(1, 65_536))
                    : "198.51.100." + random.nextInt(1, 255);
            int port = random.nextInt(1, 65_536);
            boolean tcp = random.nextBoolean();
            int service = tcp ? (Fixture.v6(vip) || random.nextBoolean() ? 80 : 81) : random.nextInt(1, 65_536);
            Packet request = tcp ? Packet.tcp(client, port, vip, service) : Packet.udp(client, port, vip, service, 4);
            Packet reply = tcp ? Packet.tcp(vip, service, client, port) : Packet.udp(vip, service, client, port, 4);
            if (!Fixture.v6(vip)) {
                reply = random.nextBoolean() ? reply.options(new byte[4 * random.nextInt(11)]) : reply;
            }
            int header = Fixture.v6(vip) ? 40 : (reply.ip()[0] & 15) * 4;
            byte[] embedded = Arrays.copyOf(reply.ip(), header + 8);
            Packet error = error(vip, embedded);
            PacketPath.Result result = path.run(error);
            String what = "seed " + seed + ", flow " + i + ": " + client + ":" + port + " to " + vip + ":" + service;
            assertEquals(path.run(request).owner(), result.owner(), what);
            assertArrayEquals(error.ip(), Wire.from(result.ip(), 32), what + ": the error is not changed");
        }
    }

    @Test
    void areHeldToTheClientsSourceRange() {
        byte[] inside = Packet.tcp(VIP4, 81, "198.51.100.9", 1).ip();
        byte[] outside = Packet.tcp(VIP4, 81, "203.0.113.9", 1).ip();
        assertEquals(Outcome.FORWARD_TX, path.run(error(VIP4, inside)).outcome());
        assertEquals(Outcome.DROP_SOURCE_RANGE, path.run(error(VIP4, outside)).outcome());
    }

    @Test
    void followMarksAndSetNone() throws RefusedException {
        path.forget();
        assertEquals(2, path.run(Packet.syn("198.51.100.5", 5, VIP4, 82)).owner());
        long marks = path.filters().fill().getFirst().bitsSet();
        // A SYN that the client had sent to the VIP is never embedded; a SYN from the VIP is no start of a flow.
        byte[] marked = Packet.syn(VIP4, 82, "198.51.100.5", 5).ip();
        byte[] unmarked = Packet.syn(VIP4, 82, "198.51.100.5", 6).ip();
        assertEquals(2, path.run(error(VIP4, marked)).owner());
        assertEquals(1, path.run(error(VIP4, unmarked)).owner());
        assertEquals(marks, path.filters().fill().getFirst().bitsSet());
    }

    @Test
    void ofUnknownPortsAreDropped() {
        byte[] embedded = Packet.tcp(VIP4, 8443, "198.51.100.9", 1).ip();
        assertEquals(Outcome.DROP_UNKNOWN_PORT, path.run(error(VIP4, embedded)).outcome());
    }

    @Test
    void aboutLaterFragmentsNameNoFlow() {
        byte[] later = Packet.udp(VIP4, 53, "198.51.100.9", 1, 64).fragment(8).ip();
        byte[] first =
                Packet.udp(VIP4, 53, "198.51.100.9", 1, 64).fragment(0x2000).ip();
        assertEquals(Outcome.DROP_ICMP_EMBEDDED, path.run(error(VIP4, later)).outcome());
        assertEquals(Outcome.FORWARD_TX, path.run(error(VIP4, first)).outcome());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 11, 12})
    void ofEveryErrorTypeAreFollowed(int type) {
        byte[] embedded = Packet.tcp(VIP4, 80, "198.51.100.9", 1).ip();
        assertEquals(
                Outcome.FORWARD_TX,
                path.run(Packet.icmp(ROUTER4, VIP4, type, 1, 0, embedded)).outcome());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void ofEveryIcmpv6ErrorTypeAreFollowed(int type) {
        byte[] embedded = Packet.tcp(VIP6, 80, "2001:db8::9", 1).ip();
        assertEquals(
                Outcome.FORWARD_TX,
                path.run(Packet.icmp(ROUTER6, VIP6, type, 0, 0, embedded)).outcome());
    }

    @Test
    void aboutTunnelsLeaveWordOfTheLeastMtu() {
        var four = Fixture.backend(1, "10.0.0.1", Fixture.IPIP);
        var six = Fixture.backend(2, "2001:db8:9::2", Fixture.GUE);
        TunnelErrors errors = path.tunnelErrors();
        errors.follow(List.of(four, six));
        for (int mtu : new int[] {1400, 1300, 1350}) {
            byte[] outer = Packet.of("100.64.3.4", "10.0.0.1", 4, new byte[8]).ip();
            assertEquals(
                    Outcome.PASS_TUNNEL_ERROR,
                    path.run(Packet.icmp(ROUTER4, "100.64.3.4", 3, 4, mtu, outer))
                            .outcome());
        }
        byte[] outer6 =
                Packet.udp("2001:db8:5::77", 50_000, "2001:db8:9::2", 6080, 0).ip();
        assertEquals(
                Outcome.PASS_TUNNEL_ERROR,
                path.run(Packet.icmp(ROUTER6, "2001:db8:5::77", 2, 0, 1290, outer6))
                        .outcome());
        List<TunnelError> taken = errors.take();
        assertEquals(2, taken.size());
        assertEquals(
                java.util.Set.of(
                        new TunnelError(Programs.address("10.0.0.1"), 1300, 3),
                        new TunnelError(Programs.address("2001:db8:9::2"), 1290, 1)),
                java.util.Set.copyOf(taken));
        assertEquals(List.of(), errors.take(), "taken once");
    }

    /** Who cannot know our outer source cannot lower an MTU. */
    @Test
    void aboutTunnelsFromForeignSourcesAreNotBelieved() {
        TunnelErrors errors = path.tunnelErrors();
        errors.follow(List.of(Fixture.backend(1, "10.0.0.1", Fixture.IPIP)));
        byte[] foreign = Packet.of("100.65.3.4", "10.0.0.1", 4, new byte[8]).ip();
        byte[] tcp = Packet.tcp("100.64.3.4", 1, "10.0.0.1", 2).ip();
        byte[] ours = Packet.of("100.64.3.4", "10.0.0.1", 4, new byte[8]).ip();
        for (Packet packet : List.of(
                Packet.icmp(ROUTER4, "100.65.3.4", 3, 4, 1300, foreign),
                Packet.icmp(ROUTER4, "100.64.3.4", 3, 4, 1300, tcp),
                Packet.icmp(ROUTER4, "100.64.9.9", 3, 4, 1300, ours),
                Packet.icmp(ROUTER4, "100.64.3.4", 3, 4, 0, ours),
                Packet.icmp(ROUTER4, "100.64.3.4", 3, 1, 1300, ours))) {
            assertEquals(Outcome.PASS_NOT_VIP, path.run(packet).outcome());
        }
        assertEquals(List.of(), errors.take());
    }
}
