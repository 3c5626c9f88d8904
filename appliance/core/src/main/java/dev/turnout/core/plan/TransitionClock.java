package dev.turnout.core.plan;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotCounts;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long each wave of transitions has run, and how long it has been quiet, from one look at the counters to the next.
 *
 * <p>A wave is quiet while no packet goes where its old owner is still needed: to previous owners for a move, to marked
 * current owners for one that is being taken back. Counters are a table's, so two waves of one table are quiet together.
 *
 * <p>Immutable: each look gives a new clock. Time is what the caller says it is, and must not run backwards.
 *
 * <p>When waves began is known from before their slots were written, so that it can be written down first: {@link #begins}
 * says what will have begun, and whoever looks hands it in again, also in the process after this one.
 *
 * @param waves what is known of each wave that runs
 * @param looked the tables at the last look, by which those slots are known that have joined a wave since
 */
public record TransitionClock(SortedMap<Wave, Timing> waves, SortedMap<TableId, SlotTable> looked) {
    /** Nothing runs. */
    public static final TransitionClock IDLE = new TransitionClock(new TreeMap<>(), new TreeMap<>());

    /**
     * @param since when the wave was last joined by a slot
     * @param slots how many it had at the last look
     * @param traffic packets that it waits for the end of, since it was first seen
     * @param counter the counter that says so, at the last look
     * @param quietSince since when that counter stands still and no slot has joined
     * @param looked when the last look was
     * @param pace how much of that traffic there is
     */
    public record Timing(
            Instant since, int slots, long traffic, long counter, Instant quietSince, Instant looked, Pace pace) {}

    /**
     * Packets a second, measured over whole windows.
     *
     * @param from when the window that runs began
     * @param traffic until then
     * @param perSecond in the window before
     */
    public record Pace(Instant from, long traffic, double perSecond) {
        private static final Duration WINDOW = Duration.ofSeconds(5);

        private Pace look(long until, Instant now) {
            Duration elapsed = Duration.between(from, now);
            return elapsed.compareTo(WINDOW) < 0
                    ? this
                    : new Pace(now, until, (until - traffic) * 1e9 / elapsed.toNanos());
        }
    }

    public TransitionClock {
        waves = Collections.unmodifiableSortedMap(new TreeMap<>(waves));
        looked = Collections.unmodifiableSortedMap(new TreeMap<>(looked));
    }

    /**
     * A look at what runs now.
     *
     * @param begun when waves began, as far as it is written down; any other begins now
     */
    public TransitionClock look(DataplaneState state, Counters counters, Instant now, Map<Wave, Instant> begun) {
        SortedMap<Wave, Timing> next = new TreeMap<>();
        slotsOfWaves(state).forEach((wave, members) -> {
            TransitTraffic traffic = counters.tables().getOrDefault(wave.table(), TransitTraffic.NONE);
            long count = wave.frozen() ? traffic.toFrozenCurrent() : traffic.toPrevious();
            Instant since = begun.getOrDefault(wave, now);
            next.put(wave, timing(waves.get(wave), members, count, now, since));
        });
        return new TransitionClock(next, state.tables());
    }

    /**
     * When each wave will have begun that runs now or in the next state. Those that end are among them, until they are
     * seen to be gone: who is stopped before the last of their slots is written must find them again.
     *
     * @param next what is about to be written
     * @param joining when slots begin that join a wave by it
     */
    public SortedMap<Wave, Instant> begins(DataplaneState next, Instant joining) {
        SortedMap<Wave, Instant> begins = new TreeMap<>();
        waves.forEach((wave, timing) -> begins.put(wave, timing.since));
        slotsOfWaves(next).forEach((wave, members) -> {
            Timing running = waves.get(wave);
            begins.put(wave, running == null || members.joined ? joining : running.since);
        });
        return begins;
    }

    /** @param joined whether one of them was not in this wave at the last look: its flows have all of their time yet */
    private record Members(int slots, boolean joined) {}

    private static Timing timing(@Nullable Timing last, Members members, long counter, Instant now, Instant begun) {
        if (last == null) {
            return new Timing(begun, members.slots, 0, counter, now, now, new Pace(now, 0, 0));
        }
        long more = counter - last.counter;
        Instant since = members.joined ? begun : last.since;
        Instant quietSince = more == 0 && !members.joined ? last.quietSince : now;
        long traffic = last.traffic + more;
        return new Timing(since, members.slots, traffic, counter, quietSince, now, last.pace.look(traffic, now));
    }

    /** What the planner needs to know, by the times that the services of each table ask for. */
    public TransitionFacts facts(DataplaneState state, DataplaneProgram desired, Instant now) {
        Map<TableId, TransitionTimes> times = timesOfTables(state, desired);
        Set<Wave> ended = new HashSet<>();
        waves.forEach((wave, timing) -> {
            TransitionTimes limits = times.getOrDefault(wave.table(), TransitionTimes.DEFAULT);
            if (reached(timing.quietSince, limits.idle(), now) || reached(timing.since, limits.ceiling(), now)) {
                ended.add(wave);
            }
        });
        return new TransitionFacts(ended, retiringFilter(times, now));
    }

    /**
     * A filter whose oldest wave has run for its idle time takes no new slots, so that it is cleared sooner or later
     * even where changes never stop.
     */
    private OptionalInt retiringFilter(Map<TableId, TransitionTimes> times, Instant now) {
        return waves.entrySet().stream()
                .filter(entry -> {
                    TransitionTimes limits = times.getOrDefault(entry.getKey().table(), TransitionTimes.DEFAULT);
                    return reached(entry.getValue().since(), limits.idle(), now);
                })
                .min(Map.Entry.comparingByValue(Comparator.comparing(Timing::since)))
                .map(entry -> OptionalInt.of(entry.getKey().filter()))
                .orElse(OptionalInt.empty());
    }

    private static boolean reached(Instant since, Duration limit, Instant now) {
        return !now.isBefore(since.plus(limit));
    }

    private static Map<TableId, TransitionTimes> timesOfTables(DataplaneState state, DataplaneProgram desired) {
        Map<TableId, TransitionTimes> times = new TreeMap<>();
        for (Map.Entry<ServiceId, ServiceEntry> entry : state.services().entrySet()) {
            DesiredService service = desired.services().get(entry.getKey());
            if (service != null && marks(entry.getValue().spec(), service.spec())) {
                times.merge(entry.getValue().table(), service.times(), TransitionTimes::strictest);
            }
        }
        return times;
    }

    /** Whether a service moves with marks, or goes on until it need no more. */
    private static boolean marks(ServiceSpec now, ServiceSpec then) {
        return then.persistence() == Persistence.TRANSIT || FlagLast.waits(now, then);
    }

    private SortedMap<Wave, Members> slotsOfWaves(DataplaneState state) {
        SortedMap<Wave, Members> slots = new TreeMap<>();
        state.tables().forEach((id, table) -> count(id, table, slots));
        return slots;
    }

    private void count(TableId id, SlotTable table, SortedMap<Wave, Members> slots) {
        SlotCounts counts = table.counts();
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            for (boolean frozen : new boolean[] {false, true}) {
                int members = counts.inTransition(filter, frozen);
                if (members > 0) {
                    Wave wave = new Wave(id, filter, frozen);
                    slots.put(wave, new Members(members, joined(wave, table)));
                }
            }
        }
    }

    private boolean joined(Wave wave, SlotTable table) {
        SlotTable before = looked.get(wave.table());
        if (before == table) {
            return false;
        }
        if (before == null || before.size() != table.size()) {
            return true;
        }
        for (int slot = 0; slot < table.size(); slot++) {
            if (joins(before.bits(slot), table.bits(slot), wave)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a slot is in a wave and was not, on words, since there are many. One that ended and at once moved on is another
     * transition, though of the same wave; a new current owner alone makes none.
     */
    private static boolean joins(int before, int now, Wave wave) {
        if ((before ^ now) >>> SlotWord.OWNER_BITS == 0 || !SlotWord.isInTransition(now)) {
            return false;
        }
        return (now >>> SlotWord.FILTER_BIT & 1) == wave.filter() && now < 0 == wave.frozen();
    }
}
