package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.p4.driver.entries.Op;
import java.util.List;
import java.util.function.Consumer;

/** The ways to one target, once it is known what it is like. */
record Access(
        Target target,
        Session session,
        Quirks quirks,
        BatchSize size,
        Asking asking,
        TransitFilters filters,
        Tallies tallies,
        Reader reader) {
    static Access of(Target target, Session session, Packets packets, Sizes sizes, Quirks quirks) {
        Asking asking = new Asking(target, session, packets);
        return new Access(
                target,
                session,
                quirks,
                new BatchSize(target.settings().maxBatch()),
                asking,
                new TransitFilters(session, asking),
                new Tallies(target, sizes, quirks),
                new Reader(target, quirks));
    }

    Writer writer(Standing.Primary as, Consumer<Op> done, List<ApplyResult.Failure> failures) {
        return new Writer(target, session, quirks, size, as, done, failures);
    }
}
