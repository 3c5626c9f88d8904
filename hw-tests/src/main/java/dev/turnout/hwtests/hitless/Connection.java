package dev.turnout.hwtests.hitless;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.hwtests.net.Shop;

/**
 * What became of one connection, as the crowd wrote it down.
 *
 * @param backend the number of the one that greeted it; 0 if none did
 * @param moved whether another backend answered later
 * @param retransmits of its SYN
 * @param openedMillis by the machine's monotonic clock
 * @param waitedMillis the longest that an answer took
 */
record Connection(
        int port,
        Kind kind,
        IpAddress source,
        int sourcePort,
        int backend,
        Outcome outcome,
        boolean moved,
        int retransmits,
        int answers,
        long openedMillis,
        long endedMillis,
        long waitedMillis) {
    /** As in {@code connection.h}. */
    enum Kind {
        HELD,
        PAUSED,
        NEW,
        LOST
    }

    /** As in {@code connection.h}. */
    enum Outcome {
        FINE,
        RESET,
        CLOSED,
        TIMED_OUT,
        CORRUPTED
    }

    static Connection parse(String line) {
        String[] fields = line.split(" ", -1);
        return new Connection(
                Integer.parseInt(fields[0]),
                Kind.valueOf(fields[1]),
                IpAddress.parse(fields[2]).orElseThrow(),
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                Outcome.valueOf(fields[5]),
                fields[6].equals("MOVED"),
                Integer.parseInt(fields[7]),
                Integer.parseInt(fields[8]),
                Long.parseLong(fields[9]),
                Long.parseLong(fields[10]),
                Long.parseLong(fields[11]));
    }

    Persistence persistence() {
        return Fleet.persistence(port);
    }

    FiveTuple flow() {
        return new FiveTuple(source, Shop.VIP4, Protocol.TCP, sourcePort, port);
    }

    boolean broken() {
        return outcome != Outcome.FINE;
    }

    /** Its SYN was sent more than once, and it broke before a backend greeted it. */
    boolean brokeAtItsSecondSyn() {
        return broken() && retransmits > 0 && backend == 0;
    }

    /** Neither silent for longer than the idle time nor still beginning: nothing but the box can have broken it. */
    boolean streams() {
        return kind != Kind.PAUSED && !brokeAtItsSecondSyn();
    }
}
