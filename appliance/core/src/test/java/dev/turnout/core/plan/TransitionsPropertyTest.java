package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.plan.SteppedDataplane.Flow;
import dev.turnout.core.program.DataplaneProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lives of a box: changes of every kind, crashes in the middle of plans, flows that come and go. No flow whose
 * backend lives may ever move, at any point between any two writes; and once all is quiet the box has what was asked.
 */
class TransitionsPropertyTest {
    private static final int BACKENDS = 8;
    private static final int CHANGES = 40;

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noFlowMovesWhileItsBackendLives(int seed) {
        Life life = new Life(seed);
        for (int i = 0; i < CHANGES; i++) {
            life.change();
            life.reconcile();
            life.traffic();
        }
        life.comeToRest();
    }

    private static final class Life {
        private final int seed;
        private final Random random;
        private final World world = new World();
        private final SteppedDataplane box = new SteppedDataplane();
        private final List<Flow> flows = new ArrayList<>();
        private final List<String> history = new ArrayList<>();
        private int flowNumber;

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int service = 0; service < 3; service++) {
                world.services.put(service, wish(some(), 32));
            }
        }

        private World.Wish wish(SortedSet<Integer> backends, int size) {
            return new World.Wish(backends, size, Persistence.TRANSIT);
        }

        private SortedSet<Integer> some() {
            SortedSet<Integer> set = new TreeSet<>();
            while (set.isEmpty()) {
                IntStream.rangeClosed(1, BACKENDS)
                        .filter(_ -> random.nextInt(3) > 0)
                        .forEach(set::add);
            }
            return set;
        }

        void change() {
            List<Integer> names = new ArrayList<>(world.services.keySet());
            int service = names.get(random.nextInt(names.size()));
            World.Wish wish = world.services.get(service);
            switch (random.nextInt(9)) {
                case 0 -> world.services.put(service, wish(some(), wish.size()));
                case 1 ->
                    names.forEach(name -> {
                        if (world.services.get(name).backends().equals(wish.backends())) {
                            SortedSet<Integer> fewer = new TreeSet<>(wish.backends());
                            fewer.removeIf(backend -> fewer.size() > 1 && random.nextInt(3) == 0);
                            world.services.put(
                                    name, wish(fewer, world.services.get(name).size()));
                        }
                    });
                case 2 -> world.services.put(service, wish(wish.backends(), 8 << random.nextInt(4)));
                case 3 -> world.services.put(service, world.services.get(names.get(random.nextInt(names.size()))));
                case 4 -> world.services.put(random.nextInt(6), wish(some(), 32));
                case 5 -> removeService(service);
                case 6 -> kill(1 + random.nextInt(BACKENDS));
                case 7 -> world.dead.clear();
                default -> names.forEach(name -> world.services.put(name, wish(wish.backends(), wish.size())));
            }
            history.add("wish " + world.services + " dead " + world.dead);
        }

        private void removeService(int service) {
            if (world.services.size() > 1) {
                world.services.remove(service);
            }
        }

        private void kill(int backend) {
            if (world.dead.size() < 3) {
                world.dead.add(backend);
            }
        }

        /** One plan, sometimes cut off by a crash; packets of all flows after every single write. */
        void reconcile() {
            flows.removeIf(flow -> !world.services.containsKey(flow.service()) || world.dead.contains(flow.backend()));
            TransitionFacts facts = new TransitionFacts(
                    random.nextInt(3) == 0 ? box.quiet(flows) : Set.of(),
                    random.nextInt(4) == 0 ? OptionalInt.of(random.nextInt(2)) : OptionalInt.empty());
            // A flood may fill them at any time, and the next transition finds them empty.
            box.full = random.nextInt(5) == 0;
            DataplaneState target = Transitions.advance(box.snapshot(box.full), world.program(), facts);
            Plan plan = Planner.diff(box.snapshot(), target);
            List<Runnable> writes = box.writes(plan, random);
            int until = random.nextInt(4) == 0 ? random.nextInt(writes.size() + 1) : writes.size();
            for (Runnable write : writes.subList(0, until)) {
                write.run();
                if (random.nextInt(8) == 0) {
                    open();
                }
                check();
            }
            if (until == writes.size()) {
                assertEquals(target, box.snapshot().state(), this::story);
            }
        }

        void traffic() {
            for (int i = 0; i < 20; i++) {
                open();
            }
            flows.removeIf(_ -> random.nextInt(6) == 0);
            check();
        }

        private void open() {
            List<Integer> names = new ArrayList<>(world.services.keySet());
            int service = names.get(random.nextInt(names.size()));
            if (!box.serves(service)) {
                return;
            }
            Flow syn = new Flow(flowNumber++, service, random.nextInt(), 0);
            int backend = box.send(syn, true, true).backend();
            if (backend != 0 && !world.dead.contains(backend)) {
                flows.add(new Flow(syn.number(), service, syn.hash(), backend));
            }
        }

        private void check() {
            for (Flow flow : flows) {
                if (box.serves(flow.service()) && !world.dead.contains(flow.backend())) {
                    int backend = box.send(flow, false, true).backend();
                    assertEquals(flow.backend(), backend, () -> flow + " moved\n" + story());
                }
            }
        }

        void comeToRest() {
            flows.clear();
            DataplaneProgram desired = world.program();
            Plan plan = Plan.EMPTY;
            for (int i = 0; i < 8; i++) {
                TransitionFacts quiet = new TransitionFacts(box.quiet(flows), OptionalInt.empty());
                DataplaneState target = Transitions.advance(box.snapshot(), desired, quiet);
                plan = Planner.diff(box.snapshot(), target);
                box.writes(plan, random).forEach(Runnable::run);
            }
            assertTrue(plan.isEmpty(), () -> "does not come to rest\n" + story());
            DataplaneState rest = box.snapshot().state();
            assertEquals(desired.backends(), rest.backends(), this::story);
            desired.services()
                    .forEach((id, service) -> assertEquals(
                            desired.tables().get(service.table()),
                            rest.tables().get(rest.services().get(id).table()),
                            this::story));
            assertEquals(desired.tables().size(), rest.tables().size(), () -> "equal tables not shared\n" + story());
            assertTrue(box.snapshot().filters().stream().allMatch(fill -> fill.clean()), this::story);
        }

        private String story() {
            return "seed " + seed + "\n" + String.join("\n", history) + "\n" + box;
        }
    }
}
