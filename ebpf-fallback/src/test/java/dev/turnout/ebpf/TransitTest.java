package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots in transition, from backend 1 to backend 2, and what a flow then meets. */
final class TransitTest {
    private static final int OLD = 1;
    private static final int NEW = 2;
    private static final int THIRD = 3;
    private static final long[] NOTHING = {0, 0};
    private static PacketPath path;
    private long[] baseline = NOTHING;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath();
        path.services(Fixture.service(VIP4, Protocol.TCP, 80, 0), Fixture.service(VIP6, Protocol.TCP, 80, 1))
                .backends(3);
    }

    @AfterAll
    static void unload() {
        path.close();
    }

    @BeforeEach
    void forget() throws RefusedException {
        path.forget();
        baseline = path.traffic(Maps.TABLE_COUNTS, 0);
    }

    private static void slots(int current, int previous, int filter, boolean frozen) {
        int word = SlotWord.of(current, previous, filter, frozen).bits();
        path.table(0, _ -> word).table(1, _ -> word);
    }

    private static int established(String vip, int port) {
        return path.run(Packet.tcp(Fixture.client(vip), port, vip, 80)).owner();
    }

    private static int syn(String vip, int port) {
        return path.run(Packet.syn(Fixture.client(vip), port, vip, 80)).owner();
    }

    /** To the previous owner unfrozen, marked and frozen; since the test began. */
    private long[] held() {
        long[] now = path.traffic(Maps.TABLE_COUNTS, 0);
        return new long[] {now[0] - baseline[0], now[1] - baseline[1]};
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP4, VIP6})
    void newFlowsGoToTheNewOwnerAndOldOnesStay(String vip) {
        slots(NEW, OLD, 0, false);
        for (int port = 1000; port < 1400; port++) {
            assertEquals(OLD, established(vip, port), "began before the change");
            assertEquals(NEW, syn(vip, port + 10_000));
            assertEquals(NEW, established(vip, port + 10_000), "marked");
            assertEquals(NEW, syn(vip, port + 10_000), "a retransmitted SYN");
        }
    }

    @Test
    void countsWhatHoldsATransitionOpen() {
        slots(NEW, OLD, 0, false);
        assertEquals(NEW, syn(VIP4, 2000));
        assertEquals(NEW, established(VIP4, 2000));
        assertArrayEquals(NOTHING, held(), "nobody went back");
        assertEquals(OLD, established(VIP4, 2001));
        assertArrayEquals(new long[] {1, 0}, held());
        slots(NEW, OLD, 0, true);
        assertEquals(NEW, established(VIP4, 2000));
        assertArrayEquals(new long[] {1, 1}, held());
        assertEquals(OLD, established(VIP4, 2001));
        assertArrayEquals(new long[] {1, 1}, held(), "unmarked packets do not hold a frozen slot");
    }

    @Test
    void frozenSlotsMarkNobody() throws RefusedException {
        slots(NEW, OLD, 0, false);
        assertEquals(NEW, syn(VIP4, 3000));
        long marks = path.filters().fill().getFirst().bitsSet();
        slots(NEW, OLD, 0, true);
        assertEquals(OLD, syn(VIP4, 3001));
        assertEquals(OLD, established(VIP4, 3001));
        assertEquals(NEW, syn(VIP4, 3000), "a marked flow's SYN, sent again");
        assertEquals(marks, path.filters().fill().getFirst().bitsSet());
    }

    /** A mark says "began on this backend": it means nothing to the next owner. */
    @Test
    void marksNameTheirOwner() {
        slots(NEW, OLD, 0, false);
        assertEquals(NEW, syn(VIP4, 4000));
        slots(THIRD, OLD, 0, false);
        assertEquals(OLD, established(VIP4, 4000));
        assertEquals(THIRD, syn(VIP4, 4000));
        assertEquals(THIRD, established(VIP4, 4000));
    }

    @Test
    void slotsNameTheirFilter() throws RefusedException {
        slots(NEW, OLD, 1, false);
        assertEquals(NEW, syn(VIP4, 5000));
        assertEquals(0, path.filters().fill().getFirst().bitsSet());
        assertEquals(4, path.filters().fill().getLast().bitsSet(), "four hashes, four bits");
        slots(NEW, OLD, 0, false);
        assertEquals(OLD, established(VIP4, 5000), "the other filter knows nothing of it");
    }

    @Test
    void countsTheBitsItSets() throws RefusedException {
        slots(NEW, OLD, 1, false);
        for (int port = 0; port < 500; port++) {
            assertEquals(NEW, syn(VIP4, port));
            assertEquals(NEW, syn(VIP4, port));
        }
        assertEquals(path.bitsSet(1), path.filters().fill().getLast().bitsSet());
        path.filters().clear(1);
        assertEquals(0, path.bitsSet(1));
        assertEquals(0, path.filters().fill().getLast().bitsSet());
    }

    /** As many as a flood may be: nobody has looked at the filter in between. */
    @Test
    void fullFilterTakesNoMarks() throws RefusedException {
        double rate = 0.000_001;
        path.filters().bound(rate);
        slots(NEW, OLD, 0, false);
        int flows = 20_000;
        int[] owners = new int[flows];
        for (int flow = 0; flow < flows; flow++) {
            owners[flow] = path.run(Packet.syn(client(flow), 6500, VIP4, 80)).owner();
        }
        FilterFill fill = path.filters().fill().getFirst();
        assertTrue(fill.full(rate), fill.toString());
        assertTrue(fill.bitsSet() < fill.room(rate) + Layout.TRANSIT_HASHES, "one mark may be over: " + fill);
        assertEquals(fill.bitsSet(), path.bitsSet(0));
        assertEquals(NEW, owners[0]);
        assertEquals(OLD, owners[flows - 1]);
        for (int flow = 0; flow < flows; flow++) {
            assertEquals(
                    owners[flow],
                    path.run(Packet.tcp(client(flow), 6500, VIP4, 80)).owner(),
                    "in mid-flow");
            assertEquals(
                    owners[flow],
                    path.run(Packet.syn(client(flow), 6500, VIP4, 80)).owner(),
                    "its SYN again");
        }
        assertEquals(fill, path.filters().fill().getFirst());
    }

    @Test
    void otherFilterTakesMarksWhileOneIsFull() throws RefusedException {
        path.filters().bound(0.000_001);
        slots(NEW, OLD, 0, false);
        for (int flow = 0; flow < 2000; flow++) {
            int ignored = path.run(Packet.syn(client(flow), 6600, VIP4, 80)).owner();
        }
        assertEquals(OLD, path.run(Packet.syn(client(3000), 6600, VIP4, 80)).owner());
        slots(NEW, OLD, 1, false);
        assertEquals(NEW, path.run(Packet.syn(client(3000), 6600, VIP4, 80)).owner());
        assertEquals(NEW, path.run(Packet.tcp(client(3000), 6600, VIP4, 80)).owner());
        path.filters().clear(0);
        slots(NEW, OLD, 0, false);
        assertEquals(NEW, path.run(Packet.syn(client(3001), 6600, VIP4, 80)).owner(), "cleared");
    }

    /** There is no new owner to mark anybody for. */
    @Test
    void fullFilterKeepsNobodyFromBeingRejected() throws RefusedException {
        path.filters().bound(0.000_001);
        slots(NEW, OLD, 0, false);
        for (int flow = 0; flow < 2000; flow++) {
            int ignored = path.run(Packet.syn(client(flow), 6700, VIP4, 80)).owner();
        }
        slots(0, OLD, 0, false);
        assertEquals(
                Outcome.ANSWER_REJECT,
                path.run(Packet.syn(Fixture.CLIENT4, 6700, VIP4, 80)).outcome());
    }

    /** Theory for 4 hashes and 16 bits a flow: (1 − e^(−1/4))^4, 0.24 %. Twice that would be broken hashes. */
    @Test
    void falsePositivesAreAsTheorySays() {
        slots(NEW, OLD, 0, false);
        for (int flow = 0; flow < 4096; flow++) {
            assertEquals(NEW, path.run(Packet.syn(client(flow), 6000, VIP4, 80)).owner());
        }
        int mistaken = 0;
        for (int flow = 4096; flow < 12_288; flow++) {
            int owner = path.run(Packet.tcp(client(flow), 6000, VIP4, 80)).owner();
            mistaken += owner == NEW ? 1 : 0;
        }
        assertTrue(mistaken < 8192 * 0.0048, mistaken + " of 8192 unmarked flows were taken for marked");
    }

    private static String client(int flow) {
        return "198.18." + (flow >> 8) + "." + (flow & 255);
    }

    @Test
    void withoutANewOwnerNewFlowsAreRejectedAndOldOnesStay() throws RefusedException {
        slots(0, OLD, 0, false);
        assertEquals(
                Outcome.ANSWER_REJECT,
                path.run(Packet.syn(Fixture.CLIENT4, 7000, VIP4, 80)).outcome());
        assertEquals(OLD, established(VIP4, 7000));
        assertEquals(0, path.filters().fill().getFirst().bitsSet());
    }

    /** Persistence NONE takes whom the slot ends with. */
    @Test
    void servicesWithoutPersistenceTakeWhomTheSlotEndsWith() {
        path.services(
                Fixture.service(VIP4, Protocol.TCP, 80, 0),
                Fixture.service(VIP6, Protocol.TCP, 80, 1),
                Fixture.service(
                        VIP4,
                        Protocol.TCP,
                        81,
                        2,
                        Algorithm.MAGLEV,
                        Affinity.FIVE_TUPLE,
                        Persistence.NONE,
                        ZeroBackendPolicy.REJECT));
        path.table(2, _ -> SlotWord.of(NEW, OLD, 0, false).bits());
        assertEquals(NEW, path.run(Packet.tcp(Fixture.CLIENT4, 8000, VIP4, 81)).owner());
        path.table(2, _ -> SlotWord.of(NEW, OLD, 0, true).bits());
        assertEquals(OLD, path.run(Packet.tcp(Fixture.CLIENT4, 8000, VIP4, 81)).owner(), "the move is taken back");
    }

    /** With CLIENT_IP all flows of a client share a slot, and still each has a mark of its own. */
    @Test
    void marksHavePortsWhateverTheAffinity() {
        path.services(
                Fixture.service(VIP4, Protocol.TCP, 80, 0),
                Fixture.service(VIP6, Protocol.TCP, 80, 1),
                Fixture.service(
                        VIP4,
                        Protocol.TCP,
                        82,
                        3,
                        Algorithm.MAGLEV,
                        Affinity.CLIENT_IP,
                        Persistence.TRANSIT,
                        ZeroBackendPolicy.REJECT));
        path.table(3, _ -> SlotWord.of(NEW, OLD, 0, false).bits());
        assertEquals(NEW, path.run(Packet.syn(Fixture.CLIENT4, 9000, VIP4, 82)).owner());
        assertEquals(NEW, path.run(Packet.tcp(Fixture.CLIENT4, 9000, VIP4, 82)).owner());
        assertEquals(OLD, path.run(Packet.tcp(Fixture.CLIENT4, 9001, VIP4, 82)).owner());
    }

    /** A dry run leaves no mark and no count behind. */
    @Test
    void dryRunsMarkNobody() throws RefusedException {
        slots(NEW, OLD, 0, false);
        int[] decision = path.decide(Packet.syn(Fixture.CLIENT4, 9500, VIP4, 80));
        assertEquals(NEW, decision[Layout.Decision.BACKEND / 4]);
        decision = path.decide(Packet.tcp(Fixture.CLIENT4, 9500, VIP4, 80));
        assertEquals(OLD, decision[Layout.Decision.BACKEND / 4]);
        assertEquals(Layout.Decision.FLAG_SLOT | Layout.Decision.FLAG_TO_PREVIOUS, decision[Layout.Decision.FLAGS / 4]);
        assertEquals(0, path.filters().fill().getFirst().bitsSet());
        assertArrayEquals(NOTHING, held());
    }
}
