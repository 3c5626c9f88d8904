package dev.turnout.hwtests.flood;

import dev.turnout.hwtests.load.BoxProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How the transit filter fills, and when slots freeze, as the agent's metrics say it. */
final class FilterWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = 500_000_000;

    private final BoxProcess box;
    private final long start = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ending;

    /**
     * @param seconds since the first flood began
     * @param fill of the filter's bits, the share that is set
     * @param falsePositives the share of old flows that follows from it
     */
    record Sample(double seconds, double fill, double falsePositives, long frozen) {}

    FilterWatch(BoxProcess box) {
        this.box = box;
        thread = Thread.ofPlatform().name("filter-watch").start(this::watch);
    }

    private void watch() {
        while (!ending) {
            Sample sample = new Sample(
                    (System.nanoTime() - start) / 1e9,
                    box.metric("turnout_transition_filter_fill_ratio"),
                    box.metric("turnout_transition_false_positive_ratio"),
                    Math.round(box.metric("turnout_transition_slots_frozen", "filter")));
            synchronized (samples) {
                if (samples.isEmpty()
                        || samples.getLast().fill() != sample.fill()
                        || samples.getLast().frozen() != sample.frozen()) {
                    samples.add(sample);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Those that differ from the one before. */
    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
