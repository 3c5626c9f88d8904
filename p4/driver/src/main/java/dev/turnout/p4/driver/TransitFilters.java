package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.p4.driver.entries.FilterRow;
import dev.turnout.p4.driver.entries.Held;
import dev.turnout.p4.driver.entries.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The marks of both transit filters, which only the program itself can count and clear. */
final class TransitFilters {
    /** So many that no queue of a switch is full, before it is asked whether they have arrived. */
    private static final int WIPES = 128;

    private final Session session;
    private final Asking asking;

    TransitFilters(Session session, Asking asking) {
        this.session = session;
        this.asking = asking;
    }

    /** The fill of both. Marks of another epoch than the filter's are none. */
    List<FilterFill> fill(Held held) throws RefusedException {
        List<Answer> answers = asking.ask(IntStream.range(0, DataplaneSnapshot.FILTERS)
                .<java.util.function.IntFunction<dev.turnout.p4.runtime.PacketOut>>mapToObj(
                        filter -> token -> Command.marks(filter, token))
                .toList());
        List<FilterFill> fills = new ArrayList<>();
        for (int filter = 0; filter < answers.size(); filter++) {
            Answer answer = answers.get(filter);
            boolean now = held.filter(filter)
                    .filter(row -> row.epoch() == answer.epoch())
                    .isPresent();
            fills.add(FilterRow.fill(now ? answer.marked() : 0));
        }
        return fills;
    }

    /** What bounds both. One that has no entry gets an epoch in which nothing has been marked yet. */
    List<Op> bound(Held held, double maxFalsePositiveRate) throws RefusedException {
        List<Op> ops = new ArrayList<>();
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            Optional<FilterRow> there = held.filter(filter);
            int epoch = there.isPresent() ? there.get().epoch() : next(filter, marked(filter));
            held.write(new FilterRow(filter, epoch, maxFalsePositiveRate)).ifPresent(ops::add);
        }
        return ops;
    }

    /** What clears one that no slot names; nothing where it has no entry, since packets mark nothing then. */
    Optional<Op> clear(Held held, int filter) throws RefusedException {
        Optional<FilterRow> there = held.filter(filter);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        FilterRow row = there.get();
        return held.write(new FilterRow(filter, next(filter, row.epoch()), row.maxFalsePositiveRate()));
    }

    /** The last epoch in which something was marked. */
    private int marked(int filter) throws RefusedException {
        return asking.ask(token -> Command.marks(filter, token)).epoch();
    }

    private int next(int filter, int epoch) throws RefusedException {
        int next = FilterRow.after(epoch);
        if (next < epoch) {
            wipe(filter);
        }
        return next;
    }

    /** Epochs begin anew: no cell may hold one of those to come. */
    private void wipe(int filter) throws RefusedException {
        for (int cell = 0; cell < FilterRow.CELLS; cell++) {
            boolean sent = session.send(Command.wipe(filter, cell));
            if (!sent || cell % WIPES == WIPES - 1) {
                int ignored = marked(filter);
            }
            if (!sent && !session.send(Command.wipe(filter, cell))) {
                throw new RefusedException("DP_PACKET_OUT", "A transit filter could not be emptied: read again.");
            }
        }
        int ignored = marked(filter);
    }
}
