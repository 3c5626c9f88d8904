package dev.turnout.hwtests.flood;

import dev.turnout.hwtests.load.Connection;
import java.util.List;

/**
 * What became of a service's connections.
 *
 * @param broken of those that were held
 * @param openedBroken of those that were opened while it lasted
 */
record Fates(long held, long broken, long opened, long openedBroken) {
    static Fates of(List<Connection> connections) {
        List<Connection> held = of(connections, Connection.Kind.HELD);
        List<Connection> opened = of(connections, Connection.Kind.NEW);
        return new Fates(held.size(), broken(held), opened.size(), broken(opened));
    }

    private static List<Connection> of(List<Connection> all, Connection.Kind kind) {
        return all.stream().filter(each -> each.kind() == kind).toList();
    }

    private static long broken(List<Connection> connections) {
        return connections.stream().filter(Connection::broken).count();
    }
}
