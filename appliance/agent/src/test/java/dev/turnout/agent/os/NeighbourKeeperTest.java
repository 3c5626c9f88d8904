package dev.turnout.agent.os;

import static dev.turnout.agent.os.Fixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.agent.os.KernelView.Neighbour;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NeighbourKeeperTest {
    private static Neighbour.Key key(String address) {
        return new Neighbour.Key("eth0", ip(address));
    }

    @Test
    void handsOverWhatIsMissingAndTakesBackWhatIsOursAndUnneeded() {
        Set<Neighbour.Key> needed =
                Set.of(key("198.51.100.1"), key("198.51.100.11"), key("198.51.100.50"), key("fe80::1"));
        assertEquals("""
                neigh replace 198.51.100.50 dev eth0 managed protocol 181
                neigh del 198.51.100.98 dev eth0
                neigh del 198.51.100.99 dev eth0
                """, NeighbourKeeper.batch(Fixtures.box(), needed, Set.of()));
    }

    @Test
    void leavesStaticEntriesToThoseWhoMadeThem() {
        Set<Neighbour.Key> all = Set.of(
                key("198.51.100.1"),
                key("198.51.100.11"),
                key("198.51.100.77"),
                key("198.51.100.98"),
                key("198.51.100.99"),
                key("2001:db8:2::1"),
                key("fe80::1"));
        assertEquals("", NeighbourKeeper.batch(Fixtures.box(), all, Set.of()));
        assertEquals(List.of(), NeighbourKeeper.toProbe(Fixtures.box(), all));
    }

    @Test
    void probesWhatTheKernelWasAskedToKeepAndDoesNot() {
        KernelView old = KernelView.parse("""
                [{"ifindex":2,"ifname":"eth0"}]
                [{"dst":"198.51.100.1","dev":"eth0","state":["STALE"],"lladdr":"02:00:00:00:00:01"},\
                {"dst":"198.51.100.2","dev":"eth0","state":["REACHABLE"],"lladdr":"02:00:00:00:00:02"}]
                """).orElseThrow();
        Set<Neighbour.Key> needed = Set.of(key("198.51.100.1"), key("198.51.100.2"));

        assertEquals("", NeighbourKeeper.batch(old, needed, needed));
        assertEquals(List.of(key("198.51.100.1")), NeighbourKeeper.toProbe(old, needed));
    }
}
