package dev.turnout.core.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final FiveTuple FLOW =
            new FiveTuple(IpAddress.ipv4(0xc612_0001), Site.vip(1).address(), Protocol.TCP, 40_000, 80);
    private static final int HASH = FlowHash.of(FLOW, Affinity.FIVE_TUPLE);
    private static final TrialPacket SYN = new TrialPacket(FLOW, true);
    private static final TrialPacket LATER = new TrialPacket(FLOW, false);
    private static final SlotWord MOVING = SlotWord.of(2, 1, 0, false);

    private static DataplaneState state(SlotWord word, Persistence persistence) {
        return new Site()
                .backend(1, Optional.of(Site.WAY))
                .backend(2, Optional.of(Site.WAY))
                .backend(3, Optional.empty())
                .service(1, Site.vip(1), persistence, List.of(), _ -> word.bits())
                .state();
    }

    private static Trial trial(Trial.Outcome outcome, SlotWord word, int backend, Trial.By by) {
        return new Trial(
                outcome,
                Optional.of(new ServiceId(1)),
                HASH,
                by == Trial.By.FLOW_TABLE ? Optional.empty() : Optional.of(word),
                backend == 0 ? Optional.empty() : Optional.of(new BackendId(backend)),
                by);
    }

    private static Optional<String> difference(SlotWord word, TrialPacket packet, Trial trial) {
        return difference(word, Persistence.TRANSIT, packet, trial);
    }

    private static Optional<String> difference(SlotWord word, Persistence kept, TrialPacket packet, Trial trial) {
        return new Expectation(state(word, kept)).difference(packet, trial);
    }

    private static Trial sent(SlotWord word, int backend, Trial.By by) {
        return trial(Trial.Outcome.SENT, word, backend, by);
    }

    @Test
    void theSlotsOwnerIsRightAndNobodyElse() {
        SlotWord one = SlotWord.stable(1);
        assertEquals(Optional.empty(), difference(one, SYN, sent(one, 1, Trial.By.SLOT)));
        SlotWord two = SlotWord.stable(2);
        String wrong = difference(one, SYN, sent(two, 2, Trial.By.SLOT)).orElseThrow();
        assertTrue(
                wrong.startsWith("A packet from 198.18.0.1 port 40000 that begins a connection should be sent to"
                        + " 10.0.0.1 by hash "),
                wrong);
        assertTrue(wrong.contains(" and slot word 1, and is sent to 10.0.0.2 by hash "), wrong);
        assertTrue(wrong.endsWith(" and slot word 2."), wrong);
    }

    @Test
    void whoIsSentOnByARightOwnerButAWrongWordIsWrong() {
        assertTrue(difference(SlotWord.stable(1), LATER, sent(SlotWord.of(2, 1, 0, false), 1, Trial.By.SLOT))
                .isPresent());
    }

    @Test
    void whatTheMarksSayIsTheDataPlanesOwn() {
        assertEquals(Optional.empty(), difference(MOVING, LATER, sent(MOVING, 1, Trial.By.SLOT)));
        assertEquals(Optional.empty(), difference(MOVING, LATER, sent(MOVING, 2, Trial.By.MARK)));
        assertEquals(Optional.empty(), difference(MOVING, SYN, sent(MOVING, 2, Trial.By.SLOT)));
        assertTrue(difference(MOVING, LATER, sent(MOVING, 2, Trial.By.SLOT)).isPresent(), "an old flow, moved");
        assertTrue(difference(MOVING, LATER, sent(MOVING, 1, Trial.By.MARK)).isPresent(), "a new flow, moved back");
    }

    @Test
    void theFlowTableAndChanceChooseAnyBackendThatIsThere() {
        SlotWord one = SlotWord.stable(1);
        for (Trial.By by : List.of(Trial.By.FLOW_TABLE, Trial.By.CHANCE)) {
            SlotWord drawn = SlotWord.stable(2);
            assertEquals(Optional.empty(), difference(one, Persistence.FLOW_TABLE, SYN, sent(drawn, 2, by)));
            assertTrue(difference(one, Persistence.FLOW_TABLE, SYN, sent(SlotWord.stable(9), 9, by))
                    .isPresent());
        }
        assertTrue(difference(one, Persistence.FLOW_TABLE, SYN, sent(SlotWord.stable(2), 1, Trial.By.CHANCE))
                .isPresent());
    }

    @Test
    void aBackendWithoutANextHopAndNoBackendAreAsExpected() {
        SlotWord unresolved = SlotWord.stable(3);
        Trial dropped = trial(Trial.Outcome.UNRESOLVED, unresolved, 3, Trial.By.SLOT);
        assertEquals(Optional.empty(), difference(unresolved, SYN, dropped));
        Trial rejected = trial(Trial.Outcome.NO_BACKEND, SlotWord.NONE, 0, Trial.By.SLOT);
        assertEquals(Optional.empty(), difference(SlotWord.NONE, SYN, rejected));
        assertTrue(difference(SlotWord.stable(1), SYN, rejected).isPresent());
        assertTrue(difference(
                        SlotWord.stable(1), SYN, trial(Trial.Outcome.UNRESOLVED, SlotWord.stable(1), 1, Trial.By.SLOT))
                .isPresent());
    }

    @Test
    void aServiceThatIsNotFoundIsWrong() {
        for (Trial.Outcome outcome : List.of(
                Trial.Outcome.NOT_A_VIP,
                Trial.Outcome.UNKNOWN_PORT,
                Trial.Outcome.SOURCE_REFUSED,
                Trial.Outcome.FAULT)) {
            assertTrue(difference(SlotWord.stable(1), SYN, Trial.early(outcome)).isPresent(), outcome::toString);
        }
    }

    @Test
    void tablesThatContradictThemselvesAreNeverRight() {
        SlotWord nobody = SlotWord.stable(9);
        assertTrue(difference(nobody, SYN, trial(Trial.Outcome.FAULT, nobody, 9, Trial.By.SLOT))
                .isPresent());
    }
}
