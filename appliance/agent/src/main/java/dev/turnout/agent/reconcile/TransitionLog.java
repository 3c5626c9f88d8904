package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.TransitionClock;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import java.time.Instant;
import java.util.SortedMap;

/**
 * The transitions that run: what is measured of them, and since when they run, in memory and on the disk.
 *
 * <p>A beginning is written down before the slots are. A process that dies in between leaves a wave that has not begun,
 * which does no harm: it begins, and is written down, when it does. The other way round, slots would be found of a wave
 * whose name an earlier one had, long ago, and would end by its ceiling.
 */
final class TransitionLog {
    private final Journal journal;
    private TransitionClock clock = TransitionClock.IDLE;
    private SortedMap<Wave, Instant> begun;
    private SortedMap<Wave, Instant> durable;

    /** @param begun what the process before this one wrote down */
    TransitionLog(Journal journal, SortedMap<Wave, Instant> begun) {
        this.journal = journal;
        this.begun = begun;
        this.durable = begun;
    }

    TransitionClock clock() {
        return clock;
    }

    void look(DataplaneState state, Counters counters, Instant now) {
        clock = clock.look(state, counters, now, begun);
    }

    /**
     * Before another configuration is written.
     *
     * @param joining when the slots begin that join a wave
     * @return whether it may be begun
     */
    boolean applying(FleetConfig config, Instant changed, Allocation allocation, DataplaneState next, Instant joining) {
        SortedMap<Wave, Instant> begins = clock.begins(next, joining);
        if (!journal.applying(config, changed, allocation, begins)) {
            return false;
        }
        begun = begins;
        durable = begins;
        return true;
    }

    /**
     * Before a state is written that the same configuration asks for now. It is written in any case: a backend that fails
     * must be left, be the disk full or not.
     */
    void moving(DataplaneState next, Instant joining) {
        begun = clock.begins(next, joining);
        if (!begun.equals(durable) && journal.moving(begun)) {
            durable = begun;
        }
    }
}
