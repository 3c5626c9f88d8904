package dev.turnout.core.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.PortState.Link;
import dev.turnout.core.dataplane.PortState.Runs;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.liveness.Liveness.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LivenessWatchTest {
    private static final PortState WELL = new PortState("eth0", Link.UP, Runs.OURS, 0);
    private static final Duration TOOK = Duration.ofMillis(1);

    private DataplaneState wanted = Site.of(3);
    private DataplaneState held = wanted;
    private List<PortState> ports = List.of(WELL);
    private long counted;
    private boolean wayless;
    private Probing probing = Probing.NONE;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private LivenessWatch watch = LivenessWatch.begun(now);

    private Liveness look() {
        return look(true);
    }

    private Liveness look(boolean answered) {
        now = now.plusSeconds(1);
        List<Question> asked = watch.questions(new Questions(wanted));
        TrialResult answers = answered
                ? Site.ask(held, asked.stream().map(Question::packet).toList())
                : new TrialResult.Refused("XDP_TEST_RUN", "It refuses.");
        Look look = new Look(ports, counted, asked, answers, wayless, probing);
        watch = watch.after(look, new Expectation(wanted), wanted.services().size(), now, TOOK);
        return watch.liveness();
    }

    private static List<String> codes(Liveness liveness) {
        return liveness.troubles().stream()
                .map(trouble -> trouble.symptom().code())
                .toList();
    }

    /** The same without some services. */
    private static DataplaneState without(DataplaneState state, int... ids) {
        TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>(state.services());
        for (int id : ids) {
            services.remove(new ServiceId(id));
        }
        return new DataplaneState(state.backends(), state.tables(), services);
    }

    private void receive(long packets, boolean count) {
        ports = ports.stream()
                .map(port -> new PortState(port.name(), port.link(), port.runs(), port.received() + packets))
                .toList();
        counted += count ? packets : 0;
    }

    @Test
    void aBoxThatIsWellForwardsAndSaysWhatItHasTried() {
        assertEquals(State.UNKNOWN, watch.liveness().state());
        Liveness first = look();
        assertEquals(State.FORWARDING, first.state());
        assertEquals(now, first.since());
        assertEquals(
                new Liveness.Check(now, TOOK, LivenessWatch.FRESH, 3),
                first.last().orElseThrow());
        Instant since = now;
        assertEquals(since, look().since());
    }

    @Test
    void nothingToForwardIsNotKnown() {
        wanted = DataplaneState.EMPTY;
        held = wanted;
        assertEquals(State.UNKNOWN, look().state());
        ports = List.of(new PortState("eth0", Link.UP, Runs.NOTHING, 0));
        assertEquals(State.UNKNOWN, look().state());
        assertEquals(List.of("LIVE_DETACHED"), codes(watch.liveness()), "but it is said");
    }

    @Test
    void eachInterfaceHasItsTroubles() {
        record Case(Link link, Runs runs, List<String> codes, State alone) {}
        for (Case each : List.of(
                new Case(Link.NO_CARRIER, Runs.OURS, List.of("LIVE_NO_CARRIER"), State.NOT_FORWARDING),
                new Case(Link.DOWN, Runs.OURS, List.of("LIVE_DOWN"), State.NOT_FORWARDING),
                new Case(Link.GONE, Runs.NOTHING, List.of("LIVE_GONE"), State.NOT_FORWARDING),
                new Case(Link.UP, Runs.NOTHING, List.of("LIVE_DETACHED"), State.NOT_FORWARDING),
                new Case(Link.UP, Runs.FOREIGN, List.of("LIVE_FOREIGN"), State.NOT_FORWARDING),
                new Case(Link.UP, Runs.SLOWER, List.of("LIVE_SLOWER"), State.DEGRADED),
                new Case(Link.DOWN, Runs.FOREIGN, List.of("LIVE_DOWN", "LIVE_FOREIGN"), State.NOT_FORWARDING))) {
            PortState ill = new PortState("eth1", each.link(), each.runs(), 0);
            watch = LivenessWatch.begun(now);
            ports = List.of(ill);
            assertEquals(each.alone(), look().state(), each.toString());
            assertEquals(each.codes(), codes(watch.liveness()));
            assertTrue(watch.liveness().troubles().stream()
                    .allMatch(trouble -> trouble.subject().equals("eth1")));
            watch = LivenessWatch.begun(now);
            ports = List.of(WELL, ill);
            assertEquals(State.DEGRADED, look().state(), each.toString());
        }
    }

    @Test
    void whatIsOverIsOverAfterThreeLooks() {
        look();
        ports = List.of(new PortState("eth0", Link.UP, Runs.FOREIGN, 0));
        assertEquals(State.NOT_FORWARDING, look().state());
        Instant seen = now;
        ports = List.of(WELL);
        for (int i = 1; i < Symptom.RISE; i++) {
            assertEquals(State.NOT_FORWARDING, look().state());
            assertEquals(seen, watch.liveness().since());
            assertEquals(seen, watch.liveness().troubles().getFirst().since());
        }
        assertEquals(State.FORWARDING, look().state());
        assertEquals(now, watch.liveness().since());
    }

    @Test
    void aBoxThatIsMendedAndBrokenEachSecondDoesNotComeAndGo() {
        for (int i = 0; i < 20; i++) {
            ports = List.of(i % 3 == 0 ? new PortState("eth0", Link.UP, Runs.NOTHING, 0) : WELL);
            assertEquals(State.NOT_FORWARDING, look().state());
        }
    }

    @Test
    void oneServiceThatIsWrongIsNamedAndAskedAgainWithTheSamePacket() {
        look();
        held = without(wanted, 2);
        Liveness wrong = look();
        assertEquals(State.DEGRADED, wrong.state());
        assertEquals(List.of("LIVE_WRONG"), codes(wrong));
        assertEquals(Site.vip(2).toString(), wrong.troubles().getFirst().subject());
        assertTrue(watch.doubtsTables());
        Question again = watch.questions(new Questions(wanted)).getFirst();
        assertEquals(Site.vip(2).toString(), again.subject());
        held = wanted;
        for (int i = 0; i < Symptom.RISE; i++) {
            assertTrue(watch.doubtsTables());
            assertEquals(
                    again.packet(),
                    watch.questions(new Questions(wanted)).getFirst().packet());
            look();
        }
        assertEquals(State.FORWARDING, watch.liveness().state());
        assertTrue(!watch.doubtsTables());
    }

    @Test
    void oneSlotThatIsWrongIsNotForgottenOverOthersThatAreRight() {
        wanted = Site.of(1);
        int[] words = wanted.table(new TableId(1)).toArray();
        words[77] = 1;
        held = new DataplaneState(
                wanted.backends(),
                new TreeMap<>(java.util.Map.of(new TableId(1), SlotTable.of(words))),
                wanted.services());
        int looks = 0;
        while (!watch.doubtsTables() && looks < 400) {
            look();
            looks++;
        }
        assertTrue(watch.doubtsTables(), "400 looks of 8 packets at 256 slots miss one by 4 in a million");
        for (int i = 0; i < 10; i++) {
            assertEquals(State.DEGRADED, look().state());
        }
    }

    @Test
    void aServiceThatGoesAwayTakesItsTroubleWithIt() {
        look();
        held = without(wanted, 2);
        assertEquals(State.DEGRADED, look().state());
        wanted = held;
        for (int i = 0; i < Symptom.RISE; i++) {
            look();
        }
        assertEquals(State.FORWARDING, watch.liveness().state());
    }

    @Test
    void whereNoPacketIsRightNothingIsForwarded() {
        look();
        held = without(wanted, 1, 2, 3);
        assertEquals(State.NOT_FORWARDING, look().state());
        assertEquals(List.of("LIVE_WRONG", "LIVE_WRONG", "LIVE_WRONG"), codes(watch.liveness()));
    }

    @Test
    void anyNumberOfServicesCostsTheSame() {
        wanted = Site.of(200);
        held = without(
                wanted,
                wanted.services().keySet().stream().mapToInt(ServiceId::value).toArray());
        for (int i = 0; i < 20; i++) {
            look();
        }
        assertEquals(
                LivenessWatch.FRESH + LivenessWatch.AGAIN,
                watch.questions(new Questions(wanted)).size());
    }

    @Test
    void packetsThatComeInAndAreNotCountedAreMissedAfterThreeLooks() {
        look();
        for (int i = 1; i < Symptom.SILENT.fall(); i++) {
            receive(5, false);
            assertEquals(State.FORWARDING, look().state());
        }
        receive(5, false);
        assertEquals(State.NOT_FORWARDING, look().state());
        assertEquals(List.of("LIVE_SILENT"), codes(watch.liveness()));
        for (int i = 0; i < 5; i++) {
            assertEquals(State.NOT_FORWARDING, look().state(), "nothing comes in, so nothing is learnt");
        }
        for (int i = 0; i < Symptom.RISE; i++) {
            receive(1, true);
            look();
        }
        assertEquals(State.FORWARDING, watch.liveness().state());
    }

    @Test
    void countersThatLagBehindASecondOrAreResetAreNoSilence() {
        look();
        for (int i = 0; i < 20; i++) {
            boolean arrives = i % 2 == 0;
            receive(arrives ? 1 : 0, false);
            assertEquals(State.FORWARDING, look().state());
            counted += arrives ? 1 : 0;
        }
        for (int i = 0; i < 5; i++) {
            ports = List.of(new PortState("eth0", Link.UP, Runs.OURS, 1000 - i));
            look();
        }
        assertEquals(State.FORWARDING, watch.liveness().state());
    }

    @Test
    void noNextHopAtAllCountsAfterThreeLooks() {
        wayless = true;
        for (int i = 1; i < Symptom.NO_WAY.fall(); i++) {
            assertEquals(State.FORWARDING, look().state());
        }
        assertEquals(State.NOT_FORWARDING, look().state());
        assertEquals(List.of("LIVE_NO_WAY"), codes(watch.liveness()));
    }

    @Test
    void probesThatAllFailThroughTheBoxAloneAreItsTrouble() {
        probing = new Probing(2, false, true);
        for (int i = 1; i < Symptom.PROBES.fall(); i++) {
            assertEquals(State.FORWARDING, look().state());
        }
        assertEquals(State.DEGRADED, look().state());
        assertEquals(List.of("LIVE_PROBES"), codes(watch.liveness()));
        for (Probing backends :
                List.of(new Probing(2, false, false), new Probing(2, true, true), new Probing(1, false, true))) {
            watch = LivenessWatch.begun(now);
            probing = backends;
            for (int i = 0; i < 5; i++) {
                assertEquals(State.FORWARDING, look().state(), backends.toString());
            }
        }
    }

    @Test
    void aDataPlaneThatCannotBeAskedIsNoBoxThatIsWell() {
        look();
        assertEquals(State.DEGRADED, look(false).state());
        Trouble trouble = watch.liveness().troubles().getFirst();
        assertEquals("LIVE_UNASKED", trouble.symptom().code());
        assertEquals("The data plane cannot be asked: It refuses. (XDP_TEST_RUN)", trouble.message());
    }
}
