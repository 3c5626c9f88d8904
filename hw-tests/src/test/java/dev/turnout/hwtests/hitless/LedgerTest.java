package dev.turnout.hwtests.hitless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.load.Connection;
import dev.turnout.hwtests.load.Connection.Kind;
import dev.turnout.hwtests.load.Connection.Outcome;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final List<IpAddress> ADDRESSES = IntStream.rangeClosed(11, 14)
            .mapToObj(i -> IpAddress.parse("198.51.100." + i).orElseThrow())
            .toList();
    private static final Fleet BEFORE = Fleet.of(List.of(Persistence.values()), ADDRESSES, 512);
    private static final Fleet AFTER = BEFORE.without(ADDRESSES.get(2));
    private static final List<Fleet> DOCUMENTS = List.of(BEFORE, AFTER);

    private static final Connection MOVING = owned(3, 3, Persistence.TRANSIT);
    private static final Connection STAYING = owned(1, 1, Persistence.TRANSIT);

    /** A connection whose slot goes from one backend to another, by their numbers; 3 is the one that leaves. */
    private static Connection owned(int owner, int backend, Persistence persistence) {
        return IntStream.range(20_000, 30_000)
                .mapToObj(port -> connection(port, backend, persistence))
                .filter(each -> number(BEFORE, each) == owner)
                .filter(each -> owner == 3 || number(AFTER, each) == owner)
                .findFirst()
                .orElseThrow();
    }

    private static int number(Fleet fleet, Connection connection) {
        IpAddress owner = fleet.table().owner(Fleet.slot(Fleet.flow(connection), fleet.tableSize()));
        return ADDRESSES.indexOf(owner) + 1;
    }

    private static Connection connection(int sourcePort, int backend, Persistence persistence) {
        return Connection.parse("%d HELD 192.0.2.21 %d %d RESET STAYED 0 7 1000 2000 3"
                .formatted(Fleet.port(persistence), sourcePort, backend));
    }

    private static Connection with(Connection one, Kind kind, Outcome outcome, int retransmits) {
        return new Connection(
                one.port(),
                kind,
                one.source(),
                one.sourcePort(),
                one.backend(),
                outcome,
                one.moved(),
                retransmits,
                one.answers(),
                one.openedMillis(),
                one.endedMillis(),
                one.waitedMillis());
    }

    private static Connection ungreeted(Connection one) {
        return Connection.parse(
                "%d LOST 192.0.2.21 %d 0 RESET STAYED 1 0 1000 2000 3".formatted(one.port(), one.sourcePort()));
    }

    private static Ledger ledger(Integer... gone) {
        return new Ledger(ADDRESSES, DOCUMENTS, Set.of(gone), Set.of());
    }

    private static Row row(Ledger ledger, Persistence persistence, Connection... connections) {
        return ledger.rows(List.of(persistence), List.of(connections)).getFirst();
    }

    @Test
    void aStreamThatBrokeOnALivingBackendFailsTransit() {
        Row row = row(ledger(), Persistence.TRANSIT, MOVING);
        assertEquals(1, row.broken());
        assertEquals(1, row.moving());
        assertEquals(1, row.ended(Outcome.RESET));
        assertNotEquals(List.of(), row.failures());
    }

    @Test
    void whoGoesWithItsBackendIsCountedApart() {
        Row row = row(ledger(3), Persistence.TRANSIT, MOVING);
        assertEquals(0, row.broken());
        assertEquals(1, row.count(Reason.BACKEND_GONE));
        assertEquals(List.of(), row.failures());
    }

    @Test
    void silenceAndASecondSynExplainOnlyWhereTheSlotMoved() {
        Row moved = row(ledger(), Persistence.TRANSIT, with(MOVING, Kind.PAUSED, Outcome.RESET, 0), ungreeted(MOVING));
        assertEquals(1, moved.count(Reason.PAUSED));
        assertEquals(1, moved.count(Reason.RETRANSMITTED));
        assertEquals(List.of(), moved.failures());
        Row stayed =
                row(ledger(), Persistence.TRANSIT, with(STAYING, Kind.PAUSED, Outcome.RESET, 0), ungreeted(STAYING));
        assertEquals(2, stayed.count(Reason.UNEXPLAINED));
        assertNotEquals(List.of(), stayed.failures());
    }

    @Test
    void aSecondSynDoesNotExplainABreakInMidStream() {
        Row row = row(ledger(), Persistence.TRANSIT, with(MOVING, Kind.NEW, Outcome.RESET, 1));
        assertEquals(1, row.broken());
        assertNotEquals(List.of(), row.failures());
    }

    @Test
    void withoutPersistenceAMoveExplainsABreak() {
        Row moved = row(ledger(), Persistence.NONE, owned(3, 3, Persistence.NONE));
        assertEquals(1, moved.broken());
        assertEquals(1, moved.count(Reason.NOT_KEPT));
        assertEquals(List.of(), moved.failures());
        Row stayed = row(ledger(), Persistence.NONE, owned(1, 1, Persistence.NONE));
        assertNotEquals(List.of(), stayed.failures());
    }

    @Test
    void aMarkOnAnOldConnectionIsAFalsePositiveAndStillFails() {
        Ledger ledger = new Ledger(ADDRESSES, DOCUMENTS, Set.of(), Set.of(MOVING));
        Row row = row(ledger, Persistence.TRANSIT, MOVING);
        assertEquals(1, row.count(Reason.FALSE_POSITIVE));
        assertNotEquals(List.of(), row.failures());
    }

    @Test
    void aMarkOnOneWhoseSynWasSentAgainIsItsOwn() {
        Connection again = with(MOVING, Kind.LOST, Outcome.RESET, 1);
        Ledger ledger = new Ledger(ADDRESSES, DOCUMENTS, Set.of(), Set.of(again));
        Row row = row(ledger, Persistence.TRANSIT, again);
        assertEquals(1, row.count(Reason.RETRANSMITTED));
        assertEquals(List.of(), row.failures());
    }

    @Test
    void anEntryThatASecondSynReplacedBreaksJustThen() {
        Connection then = with(owned(3, 3, Persistence.FLOW_TABLE), Kind.LOST, Outcome.RESET, 1);
        Row explained = row(ledger(), Persistence.FLOW_TABLE, then);
        assertEquals(1, explained.count(Reason.RETRANSMITTED));
        assertEquals(List.of(), explained.failures());
        Connection later = Connection.parse(
                "%d LOST 192.0.2.21 %d 3 RESET STAYED 1 3 1000 2500 3".formatted(then.port(), then.sourcePort()));
        assertNotEquals(List.of(), row(ledger(), Persistence.FLOW_TABLE, later).failures());
    }

    @Test
    void wrongBytesAndStrangersFailEveryPersistence() {
        for (Persistence each : Persistence.values()) {
            Connection fine = with(owned(1, 1, each), Kind.HELD, Outcome.FINE, 0);
            assertEquals(List.of(), row(ledger(), each, fine).failures());
            Connection corrupted = with(owned(3, 3, each), Kind.HELD, Outcome.CORRUPTED, 0);
            assertNotEquals(List.of(), row(ledger(), each, corrupted).failures());
        }
        Connection stranger = Connection.parse("8001 HELD 192.0.2.21 20000 1 FINE MOVED 0 7 1000 2000 3");
        assertNotEquals(List.of(), row(ledger(), Persistence.TRANSIT, stranger).failures());
    }
}
