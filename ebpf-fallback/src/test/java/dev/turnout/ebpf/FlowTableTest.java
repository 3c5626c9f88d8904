package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.CLIENT4;
import static dev.turnout.ebpf.Fixture.VIP4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Services that keep an entry for each flow, and those that draw. Ports: 80 Maglev, 81 random, 82 random by client, 83 Maglev by
 * client over a table that stays, 53 UDP.
 */
final class FlowTableTest {
    private static PacketPath path;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath()
                .services(
                        service(Protocol.TCP, 80, 0, Algorithm.MAGLEV, Affinity.FIVE_TUPLE),
                        service(Protocol.TCP, 81, 1, Algorithm.RANDOM, Affinity.FIVE_TUPLE),
                        service(Protocol.TCP, 82, 2, Algorithm.RANDOM, Affinity.CLIENT_IP),
                        service(Protocol.UDP, 53, 3, Algorithm.RANDOM, Affinity.FIVE_TUPLE),
                        service(Protocol.TCP, 83, 4, Algorithm.MAGLEV, Affinity.CLIENT_IP));
    }

    @AfterAll
    static void unload() {
        path.close();
    }

    @BeforeEach
    void forget() throws RefusedException {
        path.forget();
        path.backends(4);
        owned(slot -> 1 + slot % 4);
    }

    private static ServiceEntry service(
            Protocol protocol, int port, int table, Algorithm algorithm, Affinity affinity) {
        return Fixture.service(
                VIP4, protocol, port, table, algorithm, affinity, Persistence.FLOW_TABLE, ZeroBackendPolicy.REJECT);
    }

    private static void owned(java.util.function.IntUnaryOperator owner) {
        for (int table = 0; table < 4; table++) {
            path.table(table, slot -> SlotWord.stable(owner.applyAsInt(slot)).bits());
        }
    }

    private static int syn(int port, int service) {
        return path.run(Packet.syn(CLIENT4, port, VIP4, service)).owner();
    }

    private static int established(int port, int service) {
        return path.run(Packet.tcp(CLIENT4, port, VIP4, service)).owner();
    }

    private static int hashed(int port, int service) {
        FiveTuple flow = new FiveTuple(Programs.address(CLIENT4), Programs.address(VIP4), Protocol.TCP, port, service);
        return 1 + FlowHash.slot(FlowHash.of(flow, Affinity.FIVE_TUPLE), PacketPath.TABLE_SIZE) % 4;
    }

    @Test
    void flowsStayWhenEverySlotMoves() {
        int[] owners = new int[200];
        for (int port = 0; port < owners.length; port++) {
            owners[port] = syn(port, 80);
            assertEquals(hashed(port, 80), owners[port], "Maglev: the slot of the hash");
        }
        owned(slot -> 1 + (slot + 1) % 4);
        for (int port = 0; port < owners.length; port++) {
            assertEquals(owners[port], established(port, 80));
            assertEquals(owners[port], syn(port, 80), "a retransmitted SYN");
        }
    }

    @Test
    void missInMidFlowFallsBackToTheHashAndIsRemembered() {
        assertEquals(hashed(700, 81), established(700, 81));
        owned(slot -> 1 + (slot + 1) % 4);
        assertEquals(1 + hashed(701, 81) % 4, established(701, 81), "the slot's owner by now");
        assertEquals(hashed(700, 81), established(700, 81));
    }

    /** Slots 8 : 4 : 3 : 1. The bounds are six standard deviations of a binomial share. */
    @Test
    void drawsByWeight() {
        int[] of = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4};
        owned(slot -> of[slot % 16]);
        int[] flows = new int[5];
        int count = 4096;
        for (int flow = 0; flow < count; flow++) {
            String client = "198.18." + (flow >> 8) + "." + (flow & 255);
            flows[path.run(Packet.syn(client, 5000, VIP4, 81)).owner()]++;
        }
        double[] shares = {0, 8 / 16.0, 4 / 16.0, 3 / 16.0, 1 / 16.0};
        for (int id = 1; id <= 4; id++) {
            double expected = count * shares[id];
            double bound = 6 * Math.sqrt(expected * (1 - shares[id]));
            assertEquals(expected, flows[id], bound, "flows of backend " + id);
        }
    }

    @Test
    void drawnFlowsStay() {
        Set<Integer> owners = new HashSet<>();
        for (int port = 0; port < 100; port++) {
            int owner = syn(port, 81);
            owners.add(owner);
            for (int i = 0; i < 3; i++) {
                assertEquals(owner, established(port, 81));
            }
        }
        assertEquals(Set.of(1, 2, 3, 4), owners);
    }

    @Test
    void udpFlowsDrawOnceAndStay() {
        Set<Integer> owners = new HashSet<>();
        for (int port = 0; port < 100; port++) {
            int owner = path.run(Packet.udp(CLIENT4, port, VIP4, 53, 8)).owner();
            owners.add(owner);
            assertEquals(owner, path.run(Packet.udp(CLIENT4, port, VIP4, 53, 9)).owner());
        }
        assertEquals(Set.of(1, 2, 3, 4), owners);
    }

    @Test
    void aClientStaysWithAllItsFlows() {
        int owner = syn(1, 82);
        for (int port = 2; port < 60; port++) {
            assertEquals(owner, syn(port, 82));
        }
        assertEquals(1, path.flows().entries().size());
    }

    /** The id names another backend now: entries of the one before are void. */
    @Test
    void entriesOfAnEarlierGenerationAreVoid() {
        owned(_ -> 1);
        assertEquals(1, syn(900, 80));
        owned(_ -> 2);
        assertEquals(1, established(900, 80));
        path.backends(Fixture.backend(
                1,
                "10.0.0.1",
                Fixture.GUE,
                1,
                false,
                Optional.of(Fixture.hop("10.0.0.1", PacketPath.INGRESS, 0, 1500))));
        assertEquals(2, established(900, 80));
    }

    /** It lives on for other services, so it neither drains nor changes its generation. */
    @Test
    void newConnectionsLeaveABackendThatLeftTheService() {
        owned(_ -> 1);
        assertEquals(1, syn(950, 80));
        assertEquals(1, syn(950, 82), "by client");
        Packet udp = Packet.udp(CLIENT4, 950, VIP4, 53, 10);
        assertEquals(1, path.run(udp).owner());
        owned(_ -> 2);
        assertEquals(1, established(950, 80));
        assertEquals(2, syn(950, 80), "the same ports, a new connection");
        assertEquals(2, established(950, 80));
        assertEquals(1, syn(951, 82), "the client's other connections are there");
        assertEquals(1, path.run(udp).owner(), "UDP has no SYN");
    }

    @Test
    void theSetIsOfBackendsAndNotOfTheirSlots() {
        owned(slot -> 1 + slot % 2);
        int owner = syn(960, 80);
        owned(slot -> 2 - slot % 2);
        assertEquals(owner, syn(960, 80));
        owned(slot -> slot == 0 ? 3 : 2 - slot % 2);
        assertEquals(owner, established(960, 80));
        assertNotEquals(owner, syn(960, 80), "3 has come: a SYN goes by its slot");
    }

    /** Two services by client at one VIP and protocol, each with its own backends. */
    @Test
    void aClientOfTwoServicesHasTwoBackends() {
        owned(_ -> 1);
        path.table(4, _ -> SlotWord.stable(2).bits());
        assertEquals(1, syn(970, 82));
        assertEquals(2, syn(970, 83));
        assertEquals(1, syn(971, 82));
        assertEquals(2, syn(971, 83));
        assertEquals(2, path.flows().entries().size());
    }

    @Test
    void entriesAreForgottenByServiceAndBackend() {
        owned(_ -> 1);
        Packet udp = Packet.udp(CLIENT4, 980, VIP4, 53, 10);
        assertEquals(1, path.run(udp).owner());
        assertEquals(1, syn(980, 80));
        assertEquals(1, syn(980, 82));
        owned(_ -> 2);
        assertEquals(2, syn(981, 80));
        FlowTable flows = path.flowTable();
        assertEquals(Set.of(keeping(1, 1), keeping(1, 2), keeping(3, 1), keeping(4, 1)), flows.keeping());
        assertEquals(0, flows.forget(Set.of(keeping(2, 1), keeping(3, 2))), "neither has any");
        assertEquals(2, flows.forget(Set.of(keeping(4, 1), keeping(3, 1))));
        assertEquals(2, path.run(udp).owner());
        assertEquals(2, syn(982, 82), "the client");
        assertEquals(1, established(980, 80), "of another service");
        assertEquals(Set.of(keeping(1, 1), keeping(1, 2), keeping(3, 2), keeping(4, 2)), flows.keeping());
    }

    /** More than one system call shows: none is left out. */
    @Test
    void manyEntriesAreForgotten() {
        int[] count = new int[3];
        for (int flow = 0; flow < PacketPath.FLOWS * 3 / 4; flow++) {
            int backend = 1 + flow % 3 / 2;
            byte[] key = ByteBuffer.allocate(Layout.Flow.KEY_SIZE).putInt(flow).array();
            byte[] value = ByteBuffer.allocate(Layout.Flow.SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(Layout.Flow.BACKEND, (short) backend)
                    .putInt(Layout.Flow.SERVICE, 1)
                    .array();
            assertEquals(0, path.flows().put(key, value, KernelMap.ANY));
            count[backend]++;
        }
        FlowTable flows = path.flowTable();
        assertEquals(
                Map.of(
                        new FlowTable.Kind(keeping(1, 1), 0), (long) count[1],
                        new FlowTable.Kind(keeping(1, 2), 0), (long) count[2]),
                flows.count());
        assertEquals(Set.of(keeping(1, 1), keeping(1, 2)), flows.keeping());
        assertEquals(count[1], flows.forget(Set.of(keeping(1, 1))));
        assertEquals(count[2], flows.forget(Set.of(keeping(1, 2))));
        assertEquals(Set.of(), flows.keeping());
    }

    private static FlowTable.Keeping keeping(int service, int backend) {
        return new FlowTable.Keeping(new ServiceId(service), new BackendId(backend));
    }

    @Test
    void newFlowsLeaveADrainingBackendAndOldOnesStay() {
        owned(_ -> 1);
        assertEquals(1, syn(910, 81));
        assertEquals(1, syn(910, 82), "by client");
        owned(_ -> 2);
        path.backends(Fixture.backend(
                1,
                "10.0.0.1",
                Fixture.GUE,
                0,
                true,
                Optional.of(Fixture.hop("10.0.0.1", PacketPath.INGRESS, 0, 1500))));
        assertEquals(1, established(910, 81));
        assertEquals(2, syn(910, 81), "the same ports, a new connection");
        assertEquals(2, established(910, 81));
        assertEquals(1, syn(911, 82), "the client's other connections are there");
    }

    /** No route, no neighbour: the agent takes it out of the tables, and its next hop away. Its flows are lost in any case. */
    @Test
    void flowsLeaveADeadBackend() {
        owned(_ -> 1);
        assertEquals(1, syn(940, 81));
        assertEquals(1, syn(940, 82), "by client");
        Packet udp = Packet.udp(CLIENT4, 940, VIP4, 53, 10);
        assertEquals(1, path.run(udp).owner());
        path.backends(Fixture.backend(1, "10.0.0.1", Fixture.GUE, 0, false, Optional.empty()));
        assertEquals(Outcome.DROP_UNRESOLVED, path.run(udp).outcome(), "not resolved, and in the tables: it may come");
        owned(_ -> 2);
        path.backends(Fixture.backend(1, "10.0.0.1", Fixture.GUE, 0, true, Optional.empty()));
        assertEquals(2, established(940, 81));
        assertEquals(2, syn(940, 82), "the client too");
        assertEquals(2, path.run(udp).owner());
        path.backends(4);
        assertEquals(2, path.run(udp).owner(), "it is back, the flow stays where it went");
    }

    @Test
    void errorsFollowTheFlowAndLeaveNoEntry() {
        owned(_ -> 3);
        assertEquals(3, syn(920, 81));
        owned(_ -> 4);
        byte[] known = Packet.tcp(VIP4, 81, CLIENT4, 920).ip();
        byte[] unknown = Packet.tcp(VIP4, 81, CLIENT4, 921).ip();
        assertEquals(
                3, path.run(Packet.icmp("9.9.9.9", VIP4, 3, 4, 1400, known)).owner());
        assertEquals(
                4, path.run(Packet.icmp("9.9.9.9", VIP4, 3, 4, 1400, unknown)).owner());
        assertEquals(1, path.flows().entries().size());
    }

    /** Each CPU has its own limit, and a run may be on any. */
    @Test
    void aFloodGoesByTheTableAndLeavesOthersTheirEntries() throws RefusedException {
        int burst = 10;
        int most = burst * Runtime.getRuntime().availableProcessors();
        try (PacketPath limited = new PacketPath(new RateLimit(0, burst))
                .services(
                        service(Protocol.TCP, 80, 0, Algorithm.MAGLEV, Affinity.FIVE_TUPLE),
                        service(Protocol.TCP, 81, 1, Algorithm.RANDOM, Affinity.FIVE_TUPLE))
                .backends(4)) {
            int[] owners = new int[burst];
            for (int table = 0; table < 2; table++) {
                limited.table(table, slot -> SlotWord.stable(1 + slot % 4).bits());
            }
            for (int port = 0; port < burst; port++) {
                owners[port] = limited.run(Packet.syn(CLIENT4, port, VIP4, 80)).owner();
            }
            int asked = burst + 500;
            for (int port = 1000; port < 1500; port++) {
                int before = limited.flows().entries().size();
                int owner = limited.run(Packet.syn(CLIENT4, port, VIP4, 81)).owner();
                if (limited.flows().entries().size() == before) {
                    asked++;
                    assertEquals(hashed(port, 81), owner, "not drawn, since nothing would remember it");
                    assertEquals(
                            owner,
                            limited.run(Packet.tcp(CLIENT4, port, VIP4, 81)).owner());
                }
            }
            int entries = limited.flows().entries().size();
            assertTrue(entries >= burst && entries <= most, () -> entries + " entries");
            long events = limited.counts(Maps.OUTCOMES, 0, Layout.Counts.OUTCOMES_SIZE)[
                    Layout.Counts.EVENT_FLOW_TABLE_LIMITED];
            assertEquals(asked - entries, events);
            for (int table = 0; table < 2; table++) {
                limited.table(table, slot -> SlotWord.stable(1 + (slot + 1) % 4).bits());
            }
            for (int port = 0; port < burst; port++) {
                assertEquals(
                        owners[port],
                        limited.run(Packet.tcp(CLIENT4, port, VIP4, 80)).owner());
            }
            // A connection on the ports of an old one, once its backend has left: its entry is replaced, not added.
            for (int table = 0; table < 2; table++) {
                limited.table(table, _ -> SlotWord.stable(2).bits());
            }
            for (int port = 0; port < burst; port++) {
                assertEquals(2, limited.run(Packet.syn(CLIENT4, port, VIP4, 80)).owner());
                assertEquals(2, limited.run(Packet.tcp(CLIENT4, port, VIP4, 80)).owner());
            }
            assertEquals(entries, limited.flows().entries().size());
        }
    }

    @Test
    void aFullTableForwardsOn() {
        byte[] value = new byte[Layout.Flow.SIZE];
        for (int flow = 0; flow < PacketPath.FLOWS; flow++) {
            byte[] key = ByteBuffer.allocate(Layout.Flow.KEY_SIZE).putInt(flow).array();
            assertEquals(0, path.flows().put(key, value, KernelMap.ANY));
        }
        for (int port = 0; port < 500; port++) {
            assertEquals(hashed(port, 80), syn(port, 80));
            assertEquals(hashed(port, 80), established(port, 80));
        }
    }

    @Test
    void dryRunsWriteNoEntry() throws RefusedException {
        int[] decision = path.decide(Packet.syn(CLIENT4, 930, VIP4, 81));
        assertNotEquals(0, decision[Layout.Decision.BACKEND / 4]);
        assertTrue((decision[Layout.Decision.FLAGS / 4] & Layout.Decision.FLAG_RANDOM) != 0);
        assertEquals(0, path.flows().entries().size());
    }
}
