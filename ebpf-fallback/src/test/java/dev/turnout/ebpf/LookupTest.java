package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Service, hash, slot: what the program says of them, against the core. */
final class LookupTest {
    private static PacketPath path;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath().backends(15);
    }

    @AfterAll
    static void unload() {
        path.close();
    }

    private static ServiceEntry service(String vip, Protocol protocol, int port, int table, Affinity affinity) {
        return Fixture.service(
                vip, protocol, port, table, Algorithm.MAGLEV, affinity, Persistence.NONE, ZeroBackendPolicy.REJECT);
    }

    private static Packet packet(String client, int port, ServiceEntry service, int servicePort) {
        String vip = service.spec().vip().address().toString();
        return service.spec().vip().protocol() == Protocol.TCP
                ? Packet.tcp(client, port, vip, servicePort)
                : Packet.udp(client, port, vip, servicePort, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreeWithTheCore(long seed) throws RefusedException {
        SplittableRandom random = new SplittableRandom(seed);
        List<ServiceEntry> services = new ArrayList<>();
        for (int table = 0; table < 16; table++) {
            String vip = table % 2 == 0 ? "192.0.2." + (1 + table / 4) : "2001:db8::" + (1 + table / 4);
            Protocol protocol = random.nextBoolean() ? Protocol.TCP : Protocol.UDP;
            Affinity affinity = random.nextBoolean() ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE;
            services.add(service(vip, protocol, 100 + table, table, affinity));
            int first = table;
            path.table(table, slot -> SlotWord.stable(1 + (slot + first) % 15).bits());
        }
        path.services(services.toArray(ServiceEntry[]::new));
        for (int i = 0; i < 500; i++) {
            ServiceEntry service = services.get(random.nextInt(services.size()));
            String client = service.spec().vip().address().isIpv4()
                    ? "198." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256)
                    : "2001:db8:" + Integer.toHexString(random.nextInt(65_536)) + "::"
                            + Integer.toHexString(random.nextInt(65_536));
            int port = random.nextInt(65_536);
            assertAgrees(service, client, port, "seed " + seed + ", packet " + i);
        }
    }

    private static void assertAgrees(ServiceEntry service, String client, int port, String what)
            throws RefusedException {
        var vip = service.spec().vip();
        Packet packet = packet(client, port, service, vip.port());
        int[] decision = path.decide(packet);
        FiveTuple flow = new FiveTuple(Programs.address(client), vip.address(), vip.protocol(), port, vip.port());
        int hash = FlowHash.of(flow, service.spec().affinity());
        int slot = FlowHash.slot(hash, PacketPath.TABLE_SIZE);
        int table = service.table().value();
        int owner = 1 + (slot + table) % 15;
        assertEquals(service.id().value(), decision[Layout.Decision.SERVICE / 4], what);
        assertEquals(hash, decision[Layout.Decision.HASH / 4], what);
        assertEquals(table * PacketPath.TABLE_SIZE + slot, decision[Layout.Decision.SLOT / 4], what);
        assertEquals(owner, decision[Layout.Decision.WORD / 4], what);
        assertEquals(owner, decision[Layout.Decision.BACKEND / 4], what);
        assertEquals(owner, path.run(packet).owner(), what);
    }

    @Test
    void anExactPortWinsOverAny() {
        ServiceEntry any = service("192.0.2.1", Protocol.TCP, 0, 0, Affinity.FIVE_TUPLE);
        ServiceEntry exact = service("192.0.2.1", Protocol.TCP, 443, 1, Affinity.FIVE_TUPLE);
        path.services(any, exact).table(0, _ -> 1).table(1, _ -> 2);
        assertEquals(2, path.run(packet("198.51.100.1", 5, any, 443)).owner());
        assertEquals(1, path.run(packet("198.51.100.1", 5, any, 444)).owner());
        assertEquals(1, path.run(packet("198.51.100.1", 5, any, 0)).owner());
        assertEquals(
                Outcome.DROP_UNKNOWN_PORT,
                path.run(Packet.udp("198.51.100.1", 5, "192.0.2.1", 443, 0)).outcome());
    }

    /** Each flip of the service table is whole: what is gone is gone, the rest is found. */
    @Test
    void servicesComeAndGo() {
        ServiceEntry web = service("192.0.2.1", Protocol.TCP, 80, 0, Affinity.FIVE_TUPLE);
        ServiceEntry dns = service("2001:db8::53", Protocol.UDP, 53, 1, Affinity.FIVE_TUPLE);
        path.table(0, _ -> 1).table(1, _ -> 2);
        for (int i = 0; i < 4; i++) {
            path.services(web);
            assertEquals(1, path.run(packet("198.51.100.1", 5, web, 80)).owner());
            assertEquals(
                    Outcome.PASS_NOT_VIP,
                    path.run(packet("2001:db8::9", 5, dns, 53)).outcome());
            path.services(web, dns);
            assertEquals(1, path.run(packet("198.51.100.1", 5, web, 80)).owner());
            assertEquals(2, path.run(packet("2001:db8::9", 5, dns, 53)).owner());
        }
        path.services();
        assertEquals(
                Outcome.PASS_NOT_VIP,
                path.run(packet("198.51.100.1", 5, web, 80)).outcome());
    }

    /** A flow's packets and bytes are its service's, whatever becomes of them, and a dry run's are nobody's. */
    @Test
    void servicesCountTheirPackets() throws RefusedException {
        ServiceEntry web = service("192.0.2.1", Protocol.TCP, 80, 0, Affinity.FIVE_TUPLE);
        path.services(web).table(0, slot -> slot % 2 == 0 ? 1 : 0);
        long[] before = path.traffic(Maps.SERVICE_COUNTS, web.id().value());
        for (int port = 1; port <= 100; port++) {
            Packet packet = Packet.tcp("198.51.100.1", port, "192.0.2.1", 80, Packet.ACK, port);
            PacketPath.Result ignored = path.run(packet);
            int[] dry = path.decide(packet);
            assertEquals(ignored.outcome().forwarded() ? 1 : 0, dry[Layout.Decision.BACKEND / 4]);
        }
        long[] after = path.traffic(Maps.SERVICE_COUNTS, web.id().value());
        assertEquals(100, after[0] - before[0]);
        assertEquals(100 * 40 + 5050, after[1] - before[1]);
    }
}
