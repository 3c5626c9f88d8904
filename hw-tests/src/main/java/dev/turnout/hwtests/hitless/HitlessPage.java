package dev.turnout.hwtests.hitless;

import dev.turnout.hwtests.bench.Machine;
import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.load.Connection.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page that {@code make hitless} writes. */
final class HitlessPage {
    private HitlessPage() {}

    static String of(Forwarder.Kind dataplane, Machine machine, Sizes sizes, List<Result> results) {
        long seconds =
                results.stream().mapToLong(result -> result.took().toSeconds()).sum();
        String command = dataplane == Forwarder.Kind.XDP ? "make hitless" : "make hitless DATAPLANE=p4";
        return String.format(
                Locale.ROOT,
                """
                # %s

                Written by `sudo %s`; do not edit. What becomes of live TCP connections when something changes: real
                clients, a router, a box with the shipped agent and %s,
                and %d backends behind IPIP, each in a network namespace of its own.

                | machine | |
                |---|---|
                | CPU | %s, %d cores |
                | kernel | %s |
                | JVM | %s |

                %s. All are under load at once. To each of them
                clients from five addresses hold %,d connections, and open %,d a second, of which each lives for one to
                eight seconds. Each connection sends a message of 32 bytes twice a second; the backend checks every byte and sends
                it back with its own identity, and the client checks every byte of that. A table has %,d slots, a transition ends
                after %d idle seconds. Every case begins with a new agent on an empty box. In all it took %d seconds.

                ## What broke

                A connection is *broken* that ends in any other way than by its client's wish, though its own backend lives. The
                rule: with `TRANSIT` that is none, whatever the case; else `%s` fails. It also fails where a byte is
                wrong, where another backend answers in mid-stream, and where a connection broke and nobody can say why.

                - *held*: connections from before the change, and how many of them are in slots that move: those at stake.
                - *opened*: connections opened meanwhile.
                - *backend gone*: ended with their own backend. *reset*, *timed out* (no answer for fifteen seconds) and *corrupted*
                  tell how both ended, *broken* and *backend gone*.
                - *moved, alive*: went on with answers from another backend.
                - *longest wait*: of a message for its answer, where the connection streamed to its end; what else the machine had to
                  do is in it, as *nothing* shows.
                - *paused*: silent from before the change until its transition was over, which is longer than the idle time; how
                  many of them broke though their backends lived.
                - *SYN again*: connections whose SYN was sent more than once; to %d of them the first SYN-ACK was lost on the way,
                  as the change began. How many of them broke by that though their backends lived: before one had greeted them, or
                  since the second SYN began the flow anew in the transit filter or the flow table.

                What the last two columns count is in the [limits](../explanation/limits.md).

                | case | persistence | held | at stake | opened | broken | backend gone | reset | timed out | corrupted | moved, alive | longest wait, ms | paused | SYN again |
                |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                %s
                ## What was done

                | case | steps | expected with `TRANSIT` | seconds |
                |---|---|---|---:|
                %s
                ## Why

                Every connection that broke, paused ones and those that were still beginning included. The run writes a line for
                each, with its backend and its slot in each document, into `hw-tests/target/hitless`.

                %s""",
                title(dataplane),
                command,
                program(dataplane),
                sizes.backends(),
                machine.cpu(),
                machine.cores(),
                machine.kernel(),
                machine.java(),
                services(dataplane),
                sizes.held() + sizes.paused(),
                sizes.perSecond(),
                sizes.tableSize(),
                Fleet.IDLE,
                seconds,
                command,
                sizes.lost(),
                counts(results),
                cases(results),
                reasons(results));
    }

    private static String title(Forwarder.Kind dataplane) {
        return switch (dataplane) {
            case XDP -> "Hitless";
            case P4 -> "Hitless on P4";
        };
    }

    private static String program(Forwarder.Kind dataplane) {
        return switch (dataplane) {
            case XDP -> "its XDP program";
            case P4 -> "the compiled P4 program in the software switch";
        };
    }

    private static String services(Forwarder.Kind dataplane) {
        return "The services share the pool, one of each persistence"
                + switch (dataplane) {
                    case XDP -> "";
                    case P4 -> " that this program can keep; it has no flow table";
                };
    }

    private static String counts(List<Result> results) {
        return results.stream()
                .flatMap(result -> result.rows().stream().map(row -> counts(result, row)))
                .collect(Collectors.joining());
    }

    private static String counts(Result result, Row row) {
        return String.format(
                Locale.ROOT,
                "| %s | `%s` | %,d | %,d | %,d | %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d of %,d | %,d of %,d |%n",
                result.story().name(),
                row.persistence(),
                row.held(),
                row.moving(),
                row.opened(),
                row.broken() == 0 ? "**0**" : String.format(Locale.ROOT, "%,d", row.broken()),
                row.count(Reason.BACKEND_GONE),
                row.ended(Outcome.RESET, Outcome.CLOSED),
                row.ended(Outcome.TIMED_OUT),
                row.ended(Outcome.CORRUPTED),
                row.moved(),
                row.waitedMillis(),
                row.count(Reason.PAUSED),
                row.paused(),
                row.count(Reason.RETRANSMITTED),
                row.retransmitted());
    }

    private static String cases(List<Result> results) {
        return results.stream()
                .map(result -> "| %s | %s | %s | %d |%n"
                        .formatted(
                                result.story().name(),
                                result.story().steps() + result.note(),
                                result.story().expectation(),
                                result.took().toSeconds()))
                .collect(Collectors.joining());
    }

    /** Of every row in which something broke, paused connections and those that were still beginning included. */
    private static String reasons(List<Result> results) {
        Reason[] all = Reason.values();
        String head =
                Arrays.stream(all).map(reason -> " " + reason.words() + " |").collect(Collectors.joining());
        String rows = results.stream()
                .flatMap(result -> result.rows().stream()
                        .filter(row -> !row.why().isEmpty())
                        .map(row ->
                                "| %s | `%s` |%s%n".formatted(result.story().name(), row.persistence(), reasons(row))))
                .collect(Collectors.joining());
        return "| case | persistence |" + head + "\n|---|---|" + "---:|".repeat(all.length) + "\n" + rows;
    }

    private static String reasons(Row row) {
        return Arrays.stream(Reason.values())
                .map(reason -> String.format(Locale.ROOT, " %,d |", row.count(reason)))
                .collect(Collectors.joining());
    }
}
