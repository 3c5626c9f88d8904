package dev.turnout.hwtests.hitless;

import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.load.Connection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out of each connection whether its slot moved and, if it broke, why.
 *
 * <p>It knows the tables from the documents, by the product's own arithmetic, and who served a connection from the
 * connection itself.
 */
final class Ledger {
    private static final long SECOND_SYN_MILLIS = 1_100;

    private final List<IpAddress> addresses;
    private final List<MaglevTable> tables;
    private final Set<Integer> gone;
    private final Set<Connection> marked;

    /**
     * @param documents in the order of time, those that health made of others too
     * @param gone numbers of backends that were killed or cut off
     * @param marked connections that the transit filter takes for new
     */
    Ledger(List<IpAddress> addresses, List<Fleet> documents, Set<Integer> gone, Set<Connection> marked) {
        this.addresses = addresses;
        this.tables = documents.stream().map(Fleet::table).toList();
        this.gone = gone;
        this.marked = marked;
    }

    /** One for each persistence. */
    List<Row> rows(List<Persistence> persistences, List<Connection> connections) {
        return persistences.stream()
                .map(each -> row(
                        each,
                        connections.stream()
                                .filter(connection -> Fleet.persistence(connection.port()) == each)
                                .toList()))
                .toList();
    }

    List<Break> breaks(List<Connection> connections) {
        return connections.stream()
                .filter(Connection::broken)
                .map(each -> new Break(
                        each, slots(each), owners(each).stream().map(this::name).toList(), reason(each)))
                .toList();
    }

    private Row row(Persistence persistence, List<Connection> all) {
        Map<Reason, List<Connection>> why = all.stream()
                .filter(Connection::broken)
                .collect(Collectors.groupingBy(this::reason, () -> new EnumMap<>(Reason.class), Collectors.toList()));
        List<Connection> held = of(all, Connection.Kind.HELD);
        return new Row(
                persistence,
                held.size(),
                Math.toIntExact(held.stream().filter(this::slotMoves).count()),
                of(all, Connection.Kind.NEW).size()
                        + of(all, Connection.Kind.LOST).size(),
                of(all, Connection.Kind.PAUSED).size(),
                Math.toIntExact(
                        all.stream().filter(each -> each.retransmits() > 0).count()),
                Math.toIntExact(all.stream().filter(Connection::moved).count()),
                all.stream()
                        .filter(each -> each.streams() && !each.broken())
                        .mapToLong(Connection::waitedMillis)
                        .max()
                        .orElse(0),
                why);
    }

    private static List<Connection> of(List<Connection> all, Connection.Kind kind) {
        return all.stream().filter(each -> each.kind() == kind).toList();
    }

    private Reason reason(Connection connection) {
        boolean moves = slotMoves(connection);
        if (backendGone(connection)) {
            return Reason.BACKEND_GONE;
        }
        if (moves && connection.kind() == Connection.Kind.PAUSED) {
            return Reason.PAUSED;
        }
        if (moves && (connection.brokeAtItsSecondSyn() || takenForNewBySecondSyn(connection))) {
            return Reason.RETRANSMITTED;
        }
        if (moves && Fleet.persistence(connection.port()) == Persistence.NONE) {
            return Reason.NOT_KEPT;
        }
        return marked.contains(connection) ? Reason.FALSE_POSITIVE : Reason.UNEXPLAINED;
    }

    /**
     * The first SYN went to the old owner, whose second SYN-ACK the client took; its own second SYN, that was on its way by
     * then, began the flow anew: in the transit filter, or in the flow table, where nothing is left to show it but that it broke
     * just then. It is sent after one second (RFC 6298 §2.1), and may be overtaken by what follows the handshake of the first.
     */
    private boolean takenForNewBySecondSyn(Connection connection) {
        boolean entered = Fleet.persistence(connection.port()) == Persistence.FLOW_TABLE
                && connection.endedMillis() - connection.openedMillis() < SECOND_SYN_MILLIS;
        return connection.retransmits() > 0 && (entered || marked.contains(connection));
    }

    /** One that nobody greeted was sent to an owner of its slot. */
    private boolean backendGone(Connection connection) {
        return connection.backend() == 0
                ? owners(connection).stream().anyMatch(owner -> gone.contains(number(owner)))
                : gone.contains(connection.backend());
    }

    /** Whether some document gives its slot to another than the backend that it is on. */
    private boolean slotMoves(Connection connection) {
        List<IpAddress> owners = owners(connection);
        return connection.backend() == 0
                ? owners.stream().distinct().count() > 1
                : owners.stream().anyMatch(owner -> number(owner) != connection.backend());
    }

    private List<Integer> slots(Connection connection) {
        return tables.stream()
                .map(table -> Fleet.slot(Fleet.flow(connection), table.size()))
                .toList();
    }

    private List<IpAddress> owners(Connection connection) {
        return tables.stream()
                .map(table -> table.owner(Fleet.slot(Fleet.flow(connection), table.size())))
                .toList();
    }

    private int number(IpAddress address) {
        return addresses.indexOf(address) + 1;
    }

    private String name(IpAddress address) {
        return "b" + number(address);
    }
}
