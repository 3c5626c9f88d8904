package dev.turnout.hwtests.load;

import dev.turnout.core.model.IpAddress;

/**
 * What became of one connection, as the crowd wrote it down.
 *
 * @param port of the VIP
 * @param backend the number of the one that greeted it; 0 if none did
 * @param moved whether another backend answered later
 * @param retransmits of its SYN
 * @param openedMillis by the machine's monotonic clock
 * @param waitedMillis the longest that an answer took
 */
public record Connection(
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
    public enum Kind {
        HELD,
        PAUSED,
        NEW,
        LOST
    }

    /** As in {@code connection.h}. */
    public enum Outcome {
        FINE,
        RESET,
        CLOSED,
        TIMED_OUT,
        CORRUPTED
    }

    public static Connection parse(String line) {
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

    public boolean broken() {
        return outcome != Outcome.FINE;
    }

    /** Its SYN was sent more than once, and it broke before a backend greeted it. */
    public boolean brokeAtItsSecondSyn() {
        return broken() && retransmits > 0 && backend == 0;
    }

    /** Neither silent for longer than the idle time nor still beginning: nothing but the box can have broken it. */
    public boolean streams() {
        return kind != Kind.PAUSED && !brokeAtItsSecondSyn();
    }
}
