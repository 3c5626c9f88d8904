package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialFrame;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.p4.runtime.Update;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets through the program, and what the driver says of them: counters, marks, trials, and what is for the box itself. */
class PacketsTest {
    private static final FiveTuple FLOW = new FiveTuple(Sites.CLIENT, Sites.VIP, Protocol.TCP, 12_345, Sites.PORT);
    private static final int IN = 4;
    private static final double RATE = 0.01;
    /** Bytes are those of frames. */
    private static final int FRAME = 54;

    /** Something that came for the box itself. */
    private record Came(int port, Outcome outcome, byte[] frame) {}

    @TempDir
    private Path state;

    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(state, (port, outcome, _, frame) -> came.add(new Came(port, outcome, frame)));
        rig.open();
    }

    @AfterEach
    void end() {
        rig.close();
    }

    private void receive(boolean syn) {
        rig.device.receive(IN, TrialFrame.of(FLOW, syn));
    }

    @Test
    void countersAreThoseOfTheirIdsAndBeginAnewWithAnother() {
        rig.arrive(Sites.one(1));
        receive(true);
        receive(false);
        Counters counters = rig.dataplane.counters();
        assertEquals(new Traffic(2, 2 * FRAME), counters.services().get(new ServiceId(1)));
        assertEquals(new Traffic(2, 2 * FRAME), counters.backends().get(new BackendId(1)));
        assertEquals(2, counters.verdicts().get("FORWARD_REDIRECT"));
        assertEquals(2, rig.dataplane.selfTest().ports().getFirst().received());

        rig.arrive(DataplaneState.EMPTY);
        rig.middleman.updates.clear();
        rig.arrive(Sites.one(1));
        assertEquals(Traffic.NONE, rig.dataplane.counters().services().get(new ServiceId(1)));
        assertEquals(Traffic.NONE, rig.dataplane.counters().backends().get(new BackendId(1)));
        long resets = rig.middleman.updates.stream()
                .filter(update -> update.getEntity().hasCounterEntry())
                .count();
        assertEquals(2, resets, "what has counted nothing is not written");
    }

    @Test
    void marksAreCountedAndClearedAndATrialSeesThem() {
        rig.arrive(Sites.one(1));
        rig.arrive(Sites.moving(1, RATE));
        assertEquals(Trial.By.SLOT, trial(false).by());
        assertEquals(Optional.of(new BackendId(1)), trial(false).backend());
        receive(false);
        assertEquals(new TransitTraffic(1, 0), rig.dataplane.counters().tables().get(new TableId(0)));
        receive(true);
        assertTrue(rig.read().filters().getFirst().clean());
        assertEquals(4, rig.read().filters().get(1).bitsSet());
        assertEquals(Trial.By.MARK, trial(false).by());
        assertEquals(Optional.of(new BackendId(2)), trial(false).backend());
        rig.arrive(Sites.moved(RATE));
        assertTrue(rig.read().filters().get(1).clean());
        assertEquals(4 * 65_536, rig.read().filters().get(1).bits());
    }

    private Trial trial(boolean syn) {
        TrialResult.Tried tried = assertInstanceOf(
                TrialResult.Tried.class, rig.dataplane.selfTest().tryOut(List.of(new TrialPacket(FLOW, syn))));
        return tried.trials().getFirst();
    }

    /** The cells of a filter hold the epoch in which they were marked: one that comes again must find none of it. */
    @Test
    void epochsBeginAnewWithCellsThatAreEmpty() {
        rig.arrive(Sites.one(1));
        rig.arrive(Sites.moving(0, RATE));
        receive(true);
        assertEquals(Trial.By.MARK, trial(false).by());
        Update first = filterUpdates().getLast();
        rig.arrive(Sites.one(1));
        assertEquals(2, epoch(filterUpdates().getLast()));

        rig.middleman.write(List.of(with(first, 0xffff)));
        rig.arrive(Sites.moving(0, RATE));
        receive(true);
        assertEquals(4, rig.read().filters().getFirst().bitsSet());
        rig.arrive(Sites.one(1));
        assertEquals(1, epoch(filterUpdates().getLast()));
        rig.arrive(Sites.moving(0, RATE));
        assertEquals(Trial.By.SLOT, trial(false).by(), "its mark is of the epoch 1 of before");
    }

    private List<Update> filterUpdates() {
        return rig.middleman.updates.stream()
                .filter(update -> update.getEntity().getTableEntry().getTableId() == 0x02000006)
                .filter(update -> update.getEntity()
                                .getTableEntry()
                                .getMatch(0)
                                .getExact()
                                .getValue()
                                .byteAt(0)
                        == 0)
                .toList();
    }

    private static int epoch(Update update) {
        int epoch = 0;
        for (byte each : update.getEntity()
                .getTableEntry()
                .getAction()
                .getAction()
                .getParams(0)
                .getValue()) {
            epoch = epoch << 8 | each & 255;
        }
        return epoch;
    }

    private static Update with(Update update, int epoch) {
        Update.Builder changed = update.toBuilder().setType(Update.Type.MODIFY);
        changed.getEntityBuilder()
                .getTableEntryBuilder()
                .getActionBuilder()
                .getActionBuilder()
                .getParamsBuilder(0)
                .setValue(dev.turnout.p4.driver.entries.Values.of(epoch));
        return changed.build();
    }

    /** A target that has lost the entries of its filters still has the cells. */
    @Test
    void aFilterWithoutAnEntryGetsAnEpochThatNoCellHolds() {
        rig.arrive(Sites.one(1));
        rig.arrive(Sites.moving(0, RATE));
        receive(true);
        Update filter = filterUpdates().getLast();
        rig.middleman.write(
                List.of(filter.toBuilder().setType(Update.Type.DELETE).build()));
        assertEquals(0, rig.read().state().maxFalsePositiveRate());
        rig.arrive(Sites.moving(0, RATE));
        assertEquals(2, epoch(filterUpdates().getLast()));
        assertEquals(Trial.By.SLOT, trial(false).by());
    }

    @Test
    void whatIsForTheBoxComesAndWhatItSendsLeaves() throws Exception {
        rig.arrive(Sites.one(1));
        FiveTuple other = new FiveTuple(Sites.CLIENT, IpAddress.ipv4(0xc00002ff), Protocol.TCP, 1, 2);
        byte[] frame = TrialFrame.of(other, true);
        rig.device.receive(IN, frame);
        Came packet = came.poll(10, TimeUnit.SECONDS);
        assertNotNull(packet);
        assertEquals(IN, packet.port());
        assertEquals(Outcome.PASS_NOT_VIP, packet.outcome());
        assertArrayEquals(frame, packet.frame());

        assertEquals(Optional.empty(), rig.dataplane.packets().send(7, frame));
        Trial ignored = trial(true);
        assertArrayEquals(frame, rig.sent.get(7), "packets keep their order");
    }

    /** Behind the stream are questions whose answers may be lost. */
    @Test
    void anAnswerThatIsLostIsAskedForAgain() {
        rig.arrive(Sites.one(1));
        boolean[] lost = new boolean[1];
        rig.middleman.turns = message -> {
            if (message.hasPacket() && !lost[0]) {
                lost[0] = true;
                return message.toBuilder().clearPacket().build();
            }
            return message;
        };
        assertEquals(Optional.of(new BackendId(1)), trial(true).backend());
        assertTrue(lost[0]);
    }

    @Test
    void aPlanThatNamesATableThatIsNotThereIsStale() {
        var write = new Change.WriteSlots(new TableId(9), new int[] {0}, new int[] {1});
        Plan plan = new Plan(List.of(), List.of(write), List.of(), List.of());
        assertEquals("DP_STALE_PLAN", Rig.failure(rig.dataplane.apply(plan)).code());
    }
}
