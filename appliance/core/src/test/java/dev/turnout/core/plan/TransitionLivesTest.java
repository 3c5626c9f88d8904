package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.plan.SteppedDataplane.Flow;
import dev.turnout.core.plan.SteppedDataplane.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lives of a box with the clock that it has: time passes, flows send or are silent, the agent is killed between any
 * two writes and goes on later from what it wrote down. A flow whose backend lives moves only after it was silent for the
 * idle time or its slot was in transition for the ceiling, and no wave runs for longer than that.
 */
class TransitionLivesTest {
    private static final int BACKENDS = 6;
    private static final int CHANGES = 30;
    private static final int FLOWS = 30;
    private static final Duration IDLE = TransitionTimes.DEFAULT.idle();
    private static final Duration CEILING = TransitionTimes.DEFAULT.ceiling();
    private static final Duration STEP = IDLE.dividedBy(2);

    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void onlyTimeMovesAFlowAndTimeEndsEveryTransition(int seed) {
        Life life = new Life(seed);
        for (int i = 0; i < CHANGES; i++) {
            life.change();
            life.reconcile();
            life.open();
            life.pass();
        }
        life.comeToRest();
    }

    /** A new current owner in place of a dead one is the same transition. */
    private static boolean differs(SlotWord before, SlotWord after) {
        return before.previous() != after.previous()
                || before.filter() != after.filter()
                || before.frozen() != after.frozen();
    }

    /** A connection, as both of its ends see it. */
    private static final class Live {
        private final Flow flow;
        private final boolean talks;
        private Instant heard;
        private Optional<SlotWord> slot = Optional.empty();
        private Instant moving = Instant.MAX;
        private Duration moved = Duration.ZERO;

        Live(Flow flow, boolean talks, Instant now) {
            this.flow = flow;
            this.talks = talks;
            this.heard = now;
        }

        /** Keeps how long its slot has been in the transition that it is in, or was in last. */
        void look(SlotWord word, Instant now) {
            if (slot.isEmpty() || differs(slot.get(), word)) {
                if (slot.filter(SlotWord::inTransition).isPresent()) {
                    moved = Duration.between(moving, now);
                }
                moving = now;
            }
            slot = Optional.of(word);
        }

        boolean mayMove(Instant now) {
            return Duration.between(heard, now).compareTo(IDLE) >= 0 || moved.compareTo(CEILING) >= 0;
        }
    }

    private static final class Life {
        private final int seed;
        private final Random random;
        private final World world = new World();
        private final SteppedDataplane box = new SteppedDataplane();
        private final List<Live> flows = new ArrayList<>();
        private final List<String> history = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private int flowNumber;

        private TransitionClock clock = TransitionClock.IDLE;
        private SortedMap<Wave, Instant> begun = new TreeMap<>();
        private SortedMap<Wave, Instant> disk = new TreeMap<>();
        private boolean dead;

        /** When a slot last joined each wave, or the agent died having written down that one would. */
        private final Map<Wave, Instant> joined = new TreeMap<>();

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int service = 0; service < 3; service++) {
                world.services.put(service, wish(service < 2 ? all() : some(), 16));
            }
        }

        private static World.Wish wish(SortedSet<Integer> backends, int size) {
            return new World.Wish(backends, size, Persistence.TRANSIT);
        }

        private static SortedSet<Integer> all() {
            SortedSet<Integer> set = new TreeSet<>();
            IntStream.rangeClosed(1, BACKENDS).forEach(set::add);
            return set;
        }

        private SortedSet<Integer> some() {
            SortedSet<Integer> set = all();
            set.removeIf(_ -> set.size() > 1 && random.nextInt(3) == 0);
            return set;
        }

        void change() {
            List<Integer> names = new ArrayList<>(world.services.keySet());
            int service = names.get(random.nextInt(names.size()));
            World.Wish wish = world.services.get(service);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> world.services.put(service, wish(some(), wish.size()));
                case 3 -> world.services.put(service, wish(wish.backends(), 8 << random.nextInt(3)));
                case 4 -> world.services.put(service, world.services.get(names.get(random.nextInt(names.size()))));
                default -> {
                    world.dead.clear();
                    world.dead.add(1 + random.nextInt(BACKENDS));
                }
            }
            history.add(now + " wish " + world.services + " dead " + world.dead);
        }

        /** Minutes, or hours, with the agent or without; it looks again and again while it runs. */
        void pass() {
            int steps = 1 + random.nextInt(random.nextInt(6) == 0 ? 120 : 5);
            for (int step = 0; step < steps; step++) {
                now = now.plus(STEP);
                packets();
                if (dead && random.nextInt(3) == 0) {
                    dead = false;
                }
                reconcile();
            }
            flows.removeIf(_ -> random.nextInt(8) == 0);
        }

        private void packets() {
            flows.removeIf(live -> world.dead.contains(live.flow.backend()));
            for (Live live : List.copyOf(flows)) {
                if (live.talks || random.nextInt(4) == 0) {
                    check(live, box.deliver(live.flow, false));
                    live.heard = now;
                }
            }
        }

        void open() {
            while (flows.size() < FLOWS) {
                int service = random.nextInt(3);
                Flow syn = new Flow(flowNumber++, service, random.nextInt(), 0);
                if (!box.serves(service)) {
                    return;
                }
                int backend = box.deliver(syn, true).backend();
                if (world.dead.contains(backend) || backend == 0) {
                    return;
                }
                Live live = new Live(new Flow(syn.number(), service, syn.hash(), backend), random.nextInt(4) > 0, now);
                live.look(box.send(live.flow, false, true).word(), now);
                flows.add(live);
            }
        }

        private void checkAll() {
            flows.removeIf(live -> world.dead.contains(live.flow.backend()));
            List.copyOf(flows).forEach(live -> check(live, box.send(live.flow, false, true)));
        }

        private void check(Live live, Hit hit) {
            live.look(hit.word(), now);
            if (hit.backend() != live.flow.backend()) {
                assertTrue(
                        live.mayMove(now),
                        () -> now + ": " + live.flow + " moved, heard of " + live.heard + "\n" + story());
                flows.remove(live);
            }
        }

        /** One step of the agent, if it lives; sometimes its last. */
        void reconcile() {
            if (dead) {
                return;
            }
            DataplaneState state = box.snapshot().state();
            clock = clock.look(state, box.counters(), now, begun);
            TransitionFacts facts = clock.facts(state, world.program(), now);
            DataplaneState target = Transitions.advance(box.snapshot(), world.program(), facts);
            SortedMap<Wave, Instant> begins = clock.begins(target, now);
            List<Runnable> writes = box.writes(Planner.diff(box.snapshot(), target), random);
            boolean dies = random.nextInt(12) == 0;
            if (dies && random.nextInt(3) == 0) {
                die();
                return;
            }
            disk = begins;
            begun = begins;
            int until = dies ? random.nextInt(writes.size() + 1) : writes.size();
            for (Runnable write : writes.subList(0, until)) {
                DataplaneState before = box.snapshot().state();
                write.run();
                noteJoins(before, box.snapshot().state());
                checkAll();
            }
            if (dies) {
                begins.forEach((wave, since) -> joined.merge(wave, since, (a, b) -> a.isAfter(b) ? a : b));
                die();
            } else {
                noneTooLong();
            }
        }

        private void die() {
            history.add(now + " killed");
            dead = true;
            clock = TransitionClock.IDLE;
            begun = new TreeMap<>(disk);
        }

        private void noteJoins(DataplaneState before, DataplaneState after) {
            after.tables().forEach((id, table) -> {
                SlotTable old = before.tables().get(id);
                for (int slot = 0; slot < table.size(); slot++) {
                    SlotWord word = table.slot(slot);
                    boolean other = old == null || differs(old.slot(slot), word);
                    if (word.inTransition() && other) {
                        joined.put(wave(id, word), now);
                    }
                }
            });
        }

        private static Wave wave(TableId id, SlotWord word) {
            return new Wave(id, word.filter(), word.frozen());
        }

        private void noneTooLong() {
            box.snapshot().state().tables().forEach((id, table) -> {
                for (int slot = 0; slot < table.size(); slot++) {
                    SlotWord word = table.slot(slot);
                    if (word.inTransition()) {
                        Duration ran = Duration.between(joined.getOrDefault(wave(id, word), Instant.MIN), now);
                        assertTrue(
                                ran.compareTo(CEILING) < 0,
                                () -> now + ": " + wave(id, word) + " runs for " + ran + "\n" + story());
                    }
                }
            });
        }

        /** No more changes; the flows go on talking, so that it takes the ceiling, once for each step of a change. */
        void comeToRest() {
            long steps = CEILING.dividedBy(STEP) * 4;
            for (long step = 0; step < steps; step++) {
                now = now.plus(STEP);
                packets();
                dead = false;
                reconcile();
            }
            assertEquals(
                    0,
                    box.snapshot().state().tables().values().stream()
                            .mapToInt(SlotTable::inTransition)
                            .sum(),
                    this::story);
        }

        private String story() {
            return "seed " + seed + "\n" + String.join("\n", history) + "\n" + box;
        }
    }
}
