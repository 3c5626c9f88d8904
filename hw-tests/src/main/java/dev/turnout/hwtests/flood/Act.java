package dev.turnout.hwtests.flood;

import dev.turnout.hwtests.load.BoxProcess;
import dev.turnout.hwtests.load.Crowd;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One scene: a box that knows nothing, connections to both services, floods and pauses between them, and how it all ended. */
final class Act implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Town town;
    private final Scene scene;
    private final Sizes sizes;
    private final TownPlan first;
    private final BoxProcess box;
    private final Crowd flooded;
    private final Crowd other;
    private final List<Window> windows = new ArrayList<>();

    // Of the floods at the service.
    private long received;
    private double seconds;

    private Act(Town town, Scene scene, Sizes sizes) {
        this.town = town;
        this.scene = scene;
        this.sizes = sizes;
        first = town.plan(scene);
        box = town.box(scene, first);
        flooded = town.crowd(Shop.VIP4, TownPlan.FLOODED_PORT);
        other = town.crowd(TownPlan.OTHER_VIP, TownPlan.OTHER_PORT);
    }

    static Outcome of(Town town, Scene scene, Sizes sizes, List<Window.Kind> kinds) {
        try (Act act = new Act(town, scene, sizes)) {
            return act.perform(kinds);
        }
    }

    private Outcome perform(List<Window.Kind> kinds) {
        box.awaitApplied(first);
        box.await(status -> status.contains("state         in sync") && !status.contains("unresolved"), "reach all");
        flooded.tell("hold " + sizes.held() + " 0", "held");
        other.tell("hold " + sizes.otherHeld() + " 0", "held");
        if (scene == Scene.REMEMBERED) {
            // So many new flows at once are more than may be remembered; their next packets ask again.
            Await.until(PATIENCE, () -> town.entries() >= sizes.held(), () -> "flows have no entries");
        }
        if (scene.moves()) {
            TownPlan second = first.drainedFor(town.others());
            box.offer(second);
            box.awaitApplied(second);
        }
        flooded.tell("new " + sizes.opened());
        other.tell("new " + sizes.opened());
        long forwarded = town.forwarded();
        double limited = limited();
        double dropped = dropped();
        List<FilterWatch.Sample> samples = samples(kinds);
        flooded.tell("stream 2", "streamed");
        forwarded = town.forwarded() - forwarded;
        dropped = dropped() - dropped;
        Optional<FlowTableUse> table = use(Math.round(limited() - limited));
        flooded.tell("end", "ended");
        other.tell("end", "ended");
        return new Outcome(
                scene,
                List.copyOf(windows),
                Fates.of(flooded.ended()),
                Fates.of(other.ended()),
                received,
                forwarded,
                Math.round(dropped),
                samples,
                table);
    }

    private double limited() {
        return box.metric("turnout_flow_table_limited_packets_total");
    }

    private double dropped() {
        return box.metric("turnout_dropped_packets_total");
    }

    private Optional<FlowTableUse> use(long limited) {
        return scene == Scene.REMEMBERED
                ? Optional.of(new FlowTableUse(received, limited, floods(), seconds, town.entries()))
                : Optional.empty();
    }

    private int floods() {
        return Math.toIntExact(
                windows.stream().filter(window -> window.kind().atService()).count());
    }

    private List<FilterWatch.Sample> samples(List<Window.Kind> kinds) {
        if (scene != Scene.MOVING) {
            rounds(kinds);
            return List.of();
        }
        FilterWatch watch = new FilterWatch(box);
        try (watch) {
            rounds(kinds);
        }
        return watch.samples();
    }

    private void rounds(List<Window.Kind> kinds) {
        for (int round = 0; round < sizes.rounds(); round++) {
            OptionalLong reached = OptionalLong.empty();
            for (Window.Kind kind : kinds) {
                Window window = kind.floods() ? flooded(kind, kind.rate(reached)) : quiet();
                windows.add(window);
                if (kind == Window.Kind.SERVICE) {
                    reached = OptionalLong.of(Math.round(window.perSecond()));
                }
            }
        }
    }

    private Window quiet() {
        return asked(Window.Kind.QUIET);
    }

    private Window flooded(Window.Kind kind, long rate) {
        long before = town.received();
        long start = System.nanoTime();
        Daemon flood = town.flood(kind.atService(), rate, sizes.frames());
        Await.until(PATIENCE, () -> town.received() > before, flood::log);
        Window window;
        try {
            window = asked(kind);
        } finally {
            flood.kill();
        }
        if (!flood.log().isEmpty() && !flood.log().startsWith("sent ")) {
            throw new IllegalStateException("the flood broke off: " + flood.log());
        }
        if (kind.atService()) {
            received += town.received() - before;
            seconds += (System.nanoTime() - start) / 1e9;
        }
        return window;
    }

    private Window asked(Window.Kind kind) {
        ProcessorTime processors = ProcessorTime.now();
        long frames = town.received();
        long start = System.nanoTime();
        Answers open = town.ask("open", Sizes.RATE, sizes.seconds());
        double busy = ProcessorTime.now().busySince(processors);
        Answers closed = town.ask("closed", Sizes.CLIENTS, sizes.seconds());
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Window(kind, sizes.seconds(), (town.received() - frames) / elapsed, busy, open, closed);
    }

    @Override
    public void close() {
        flooded.close();
        other.close();
        box.close();
    }
}
