package dev.turnout.core.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static List<Question> ask(DataplaneState state, int count) {
        Questions questions = new Questions(state);
        return LongStream.range(0, count).mapToObj(questions::question).toList();
    }

    @Test
    void eachServiceHasItsTurn() {
        List<Question> round = ask(Site.of(100), 100);
        assertEquals(100, round.stream().map(Question::subject).distinct().count());
        assertEquals(round, ask(Site.of(100), 200).subList(0, 100), "the same number gives the same packet");
        assertEquals(
                round.stream().map(Question::subject).toList(),
                ask(Site.of(100), 200).subList(100, 200).stream()
                        .map(Question::subject)
                        .toList());
    }

    @Test
    void aFewInARowAreNoNeighbours() {
        List<String> first =
                ask(Site.of(1000), 16).stream().map(Question::subject).toList();
        long low = LongStream.rangeClosed(1, 100)
                .filter(id -> first.contains(Site.vip((int) id).toString()))
                .count();
        assertTrue(low < 8, "of 16 services " + low + " are of the first tenth");
    }

    @Test
    void turnsMeetAllSlotsBeforeLong() {
        Set<Integer> slots = new HashSet<>();
        Set<Boolean> syns = new HashSet<>();
        for (Question question : ask(Site.of(1), 4 * Site.SLOTS)) {
            slots.add(FlowHash.slot(FlowHash.of(question.packet().flow(), Affinity.FIVE_TUPLE), Site.SLOTS));
            syns.add(question.packet().syn());
        }
        // By chance e^-4 of them would be missed.
        assertTrue(slots.size() > Site.SLOTS * 9 / 10, slots.size() + " slots");
        assertEquals(Set.of(true, false), syns);
    }

    @Test
    void aServiceOfAFewSourcesIsAskedByThem() {
        Vip six = new Vip(IpAddress.parse("2001:db8::1").orElseThrow(), Protocol.UDP, Vip.ANY_PORT);
        List<Cidr> ranges = List.of(
                Cidr.parse("10.1.2.0/30").orElseThrow(),
                Cidr.parse("2001:db8:7::/48").orElseThrow(),
                Cidr.parse("2001:db8:8::8/128").orElseThrow());
        DataplaneState state = new Site()
                .backend(1, Optional.of(Site.WAY))
                .service(1, Site.vip(1), Persistence.TRANSIT, ranges, _ -> 1)
                .service(2, six, Persistence.NONE, ranges, _ -> 1)
                .state();
        List<TrialPacket> packets =
                ask(state, 64).stream().map(Question::packet).toList();
        TrialResult.Tried tried = (TrialResult.Tried) Site.ask(state, packets);
        assertTrue(tried.trials().stream().allMatch(trial -> trial.outcome() == Trial.Outcome.SENT), tried::toString);
        assertTrue(packets.stream()
                .noneMatch(packet -> packet.syn() && packet.flow().protocol() == Protocol.UDP));
        assertTrue(packets.stream()
                        .map(packet -> packet.flow().source())
                        .distinct()
                        .count()
                > 10);
    }

    @Test
    void whereNobodyOfTheFamilyIsLetInThatIsWhatIsExpected() {
        DataplaneState state = new Site()
                .backend(1, Optional.of(Site.WAY))
                .service(
                        1,
                        Site.vip(1),
                        Persistence.TRANSIT,
                        List.of(Cidr.parse("2001:db8::/32").orElseThrow()),
                        _ -> SlotWord.stable(1).bits())
                .state();
        TrialPacket packet = new Questions(state).question(0).packet();
        TrialResult.Tried tried = (TrialResult.Tried) Site.ask(state, List.of(packet));
        assertEquals(List.of(Trial.early(Trial.Outcome.SOURCE_REFUSED)), tried.trials());
        assertEquals(
                Optional.empty(),
                new Expectation(state).difference(packet, tried.trials().getFirst()));
    }
}
