package dev.turnout.hwtests.bench;

import dev.turnout.core.plan.Plan;
import dev.turnout.hwtests.speed.Site.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.LongSupplier;

/** What one changed backend takes and writes, for one backend after the other. */
final class P4Changes {
    private final P4Endpoint endpoint;
    private final Path state;
    private final P4Site site;
    private final int changes;

    /**
     * @param state as {@link P4Endpoint#connect} has it
     * @param changes at most as many as there are backends
     */
    P4Changes(P4Endpoint endpoint, Path state, P4Site site, int changes) {
        this.endpoint = endpoint;
        this.state = state;
        this.site = site;
        this.changes = changes;
    }

    /** What happens to the backend. */
    enum Kind {
        DOUBLED("its weight is doubled"),
        REMOVED("it is removed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Backends before this one have had it. */
        private Wish before(int number) {
            BitSet earlier = new BitSet();
            earlier.set(0, number);
            return this == DOUBLED ? new Wish(earlier, new BitSet()) : Wish.plain();
        }

        private Wish after(int number) {
            BitSet one = new BitSet();
            one.set(number);
            return this == DOUBLED ? before(number + 1) : new Wish(new BitSet(), one);
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * All changes of a kind.
     *
     * @param taken from the plan until its last write is acknowledged
     * @param moved slots whose owner changes, by the tables alone
     * @param begun updates of slots that the target was sent when they begin to move
     * @param ended the same when their transition ends
     */
    record Changed(Kind kind, Rounds taken, long moved, long begun, long ended) {}

    /** @throws IllegalStateException where more is written than has moved, or less */
    Changed run(Kind kind) throws IOException {
        Rounds taken = timed(kind);
        long moved = 0;
        for (int number = 0; number < changes; number++) {
            moved += site.moved(kind.before(number), kind.after(number));
        }
        try (WriteCount counter = new WriteCount(endpoint);
                P4Box box = P4Box.open(site, endpoint.by(counter.port()), state)) {
            Changed changed = counted(kind, box, counter::slots, taken, moved);
            if (changed.begun != moved || changed.ended != moved) {
                throw new IllegalStateException("more or less was written than has moved: " + changed);
            }
            return changed;
        }
    }

    private Rounds timed(Kind kind) {
        long[] nanos = new long[changes];
        try (P4Box box = P4Box.open(site, endpoint, state)) {
            settle(box, Wish.plain());
            for (int number = 0; number < changes; number++) {
                settle(box, kind.before(number));
                nanos[number] = box.apply(box.towards(kind.after(number)));
            }
            long ignored = box.clear();
        }
        return new Rounds(1, 0, nanos);
    }

    private Changed counted(Kind kind, P4Box box, LongSupplier written, Rounds taken, long moved) {
        long begun = 0;
        long ended = 0;
        settle(box, Wish.plain());
        for (int number = 0; number < changes; number++) {
            settle(box, kind.before(number));
            Wish after = kind.after(number);
            long ignored = written.getAsLong();
            ignored = box.apply(box.towards(after));
            begun += written.getAsLong();
            settle(box, after);
            ended += written.getAsLong();
        }
        long ignored = box.clear();
        return new Changed(kind, taken, moved, begun, ended);
    }

    /** Until nothing moves any more: slots end, then backends go that nobody names. */
    private static void settle(P4Box box, Wish wish) {
        for (Plan plan = box.end(wish); !plan.isEmpty(); plan = box.end(wish)) {
            long ignored = box.apply(plan);
        }
    }
}
