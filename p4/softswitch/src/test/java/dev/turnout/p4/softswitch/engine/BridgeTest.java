package dev.turnout.p4.softswitch.engine;

import static dev.turnout.p4.softswitch.engine.Programs.action;
import static dev.turnout.p4.softswitch.engine.Programs.data;
import static dev.turnout.p4.softswitch.engine.Programs.exact;
import static dev.turnout.p4.softswitch.engine.Programs.masked;
import static dev.turnout.p4.softswitch.engine.Programs.sent;
import static dev.turnout.p4.softswitch.engine.Programs.table;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.p4.softswitch.engine.MatchTable.Changed;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of all kinds, counters and registers: `bridge.p4`. */
class BridgeTest {
    private static final String TO_ONE = "000000000001";
    private static final String FROM = "0000000000aa";

    private final SoftSwitch bridge = Programs.run("bridge");
    private final MatchTable stations = table(bridge, "stations");
    private final MatchTable routes = table(bridge, "routes");
    private final MatchTable rules = table(bridge, "rules");

    @BeforeEach
    void oneStation() {
        assertEquals(
                Changed.DONE, stations.insert(exact(1, stations), action(stations, "forward"), data(2), "the first"));
    }

    /** A word's class and odd bit stand in one byte. */
    private String word(String address, int classAndOdd) {
        return sent(bridge, 1, TO_ONE, FROM, "1000", address, "%02x".formatted(classAndOdd), "000000");
    }

    private static String answer(String station, int found, String address, int classAndOdd) {
        return "2:" + TO_ONE + station + "%04x".formatted(found) + address + "%02x".formatted(classAndOdd) + "ffffff";
    }

    @Test
    void sendsByTheEntryElseByTheDefaultAction() {
        assertEquals("2:" + TO_ONE + FROM + "0800cafe", sent(bridge, 1, TO_ONE, FROM, "0800", "cafe"));
        assertEquals("dropped", sent(bridge, 1, "000000000002", FROM, "0800"));
        stations.setDefault(action(stations, "forward"), data(7));
        assertEquals("7:000000000002" + FROM + "0800", sent(bridge, 1, "000000000002", FROM, "0800"));
        stations.resetDefault();
        assertEquals("dropped", sent(bridge, 1, "000000000002", FROM, "0800"));
    }

    @Test
    void egressMayDropToo() {
        assertEquals("dropped", sent(bridge, 2, TO_ONE, FROM, "0800"));
    }

    @Test
    void saysWhatBecameOfAChange() {
        ActionCode forward = action(stations, "forward");
        assertEquals(Changed.EXISTS, stations.insert(exact(1, stations), forward, data(3), null));
        assertEquals(Changed.MISSING, stations.modify(exact(2, stations), forward, data(3), null));
        assertEquals(Changed.MISSING, stations.delete(exact(2, stations)));
        for (int i = 2; i <= 4; i++) {
            assertEquals(Changed.DONE, stations.insert(exact(i, stations), forward, data(3), null));
        }
        assertEquals(Changed.FULL, stations.insert(exact(5, stations), forward, data(3), null));
        assertEquals(Changed.DONE, stations.delete(exact(1, stations)));
        assertEquals(Changed.DONE, stations.insert(exact(5, stations), forward, data(3), null));
        assertEquals(4, stations.entries().count());
        MatchTable fixed = table(bridge, "fixed");
        assertEquals(Changed.CONSTANT, fixed.insert(masked(1, 1, 1), action(fixed, "NoAction"), data(), null));
        assertEquals(2, fixed.entries().count());
    }

    @Test
    void theLongestPrefixWins() {
        ActionCode found = action(routes, "found");
        BigInteger port = BigInteger.ONE.shiftLeft(32);
        long all = 0x1ffL << 32;
        routes.insert(masked(port.longValue() | 0x0a000000L, all | 0xff000000L, 0), found, data(8, 0x80), null);
        routes.insert(masked(port.longValue() | 0x0a010000L, all | 0xffff0000L, 0), found, data(16, 0x16), null);
        routes.insert(masked(port.longValue(), all, 0), found, data(1, 0x10), null);
        routes.insert(masked(2L << 32 | 0x0a010203L, all | 0xffffffffL, 0), found, data(32, 0x32), null);
        assertEquals(answer("000000000016", 16, "0a010203", 1), word("0a010203", 0));
        assertEquals(answer("000000000080", 8, "0a020203", 1), word("0a020203", 0));
        assertEquals(answer("000000000010", 1, "0b020203", 1), word("0b020203", 0));
    }

    @Test
    void theHighestPriorityWins() {
        ActionCode found = action(rules, "found");
        // Class in the upper seven bits, odd in the lowest.
        rules.insert(masked(0x21, 0xff, 5), found, data(5, 0x5), null);
        rules.insert(masked(0x20, 0xfe, 9), found, data(9, 0x9), null);
        rules.insert(masked(0, 0, 1), found, data(1, 0x1), null);
        assertEquals(answer("000000000009", 9, "00000000", 0x20), word("00000000", 0x21));
        assertEquals(Changed.DONE, rules.delete(masked(0x20, 0xfe, 9)));
        assertEquals(Changed.MISSING, rules.delete(masked(0x20, 0xfe, 5)));
        assertEquals(answer("000000000005", 5, "00000000", 0x20), word("00000000", 0x21));
        assertEquals(answer("000000000001", 1, "00000000", 0x03), word("00000000", 0x02));
    }

    @Test
    void ofTheProgramsOwnEntriesTheFirstWins() {
        assertEquals(answer("f10000000000", 0xf1, "00000000", 0x21), word("00000000", 0x20));
        assertEquals(answer("f20000000000", 0xf2, "00000000", 0x61), word("00000000", 0x60));
        assertEquals(answer(FROM, 0, "00000000", 0x01), word("00000000", 0x00));
    }

    @Test
    void exitLeavesTheRestUndone() {
        rules.insert(masked(0, 0, 1), action(rules, "found"), data(0xee, 0x1), null);
        assertEquals(answer("000000000001", 0xee, "00000000", 0x02), word("00000000", 0x02));
    }

    @Test
    void registersKeepWhatPacketsWrite() {
        String frame = TO_ONE + FROM + "1000" + "00000000" + "04";
        String answered = "2:" + TO_ONE + FROM + "0000" + "00000000" + "05";
        assertEquals(answered + "ffffff", sent(bridge, 1, frame, "000007"));
        assertEquals(answered + "fffff8", sent(bridge, 1, frame, "000100"));
        assertEquals(answered + "fffef8", sent(bridge, 1, frame, "000000"));
        String otherCell = TO_ONE + FROM + "1000" + "00000000" + "06" + "000000";
        assertEquals("2:" + TO_ONE + FROM + "0000" + "00000000" + "07" + "ffffff", sent(bridge, 1, otherCell));
    }

    @Test
    void countsByEntryAndByIndex() {
        String ignored = word("00000000", 0x06);
        ignored += word("00000000", 0x0e);
        ignored += word("00000000", 0x04);
        TableEntry entry = stations.get(exact(1, stations)).orElseThrow();
        assertEquals(
                List.of(3L, 66L),
                List.of(entry.counter().packets(0), entry.counter().bytes(0)),
                ignored);
        stations.modify(exact(1, stations), action(stations, "forward"), data(3), null);
        assertEquals(3, stations.get(exact(1, stations)).orElseThrow().counter().packets(0), "goes on");
        CounterArray classes = bridge.counters().getFirst();
        assertEquals(4, classes.size());
        assertEquals(
                List.of(0L, 0L, 1L, 2L),
                List.of(classes.packets(0), classes.packets(1), classes.packets(2), classes.packets(3)));
    }

    @Test
    void aFrameThatEndsTooEarlyGoesThroughTheTables() {
        assertEquals("dropped", sent(bridge, 1, "0000"));
        assertEquals("2:" + TO_ONE + FROM + "1000" + "0a01", sent(bridge, 1, TO_ONE, FROM, "1000", "0a01"));
    }
}
