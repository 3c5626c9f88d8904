package dev.turnout.hwtests.flood;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of one scene.
 *
 * @param received frames of floods at the service that came to the box
 * @param forwarded of these, those that came out at the other end of its cable, whose ring may have run over
 * @param dropped packets for VIPs that the box did not forward, meanwhile
 * @param samples of the transit filter; empty where nothing moves by marks
 * @param table empty where nothing is remembered
 */
record Outcome(
        Scene scene,
        List<Window> windows,
        Fates flooded,
        Fates other,
        long received,
        long forwarded,
        long dropped,
        List<FilterWatch.Sample> samples,
        Optional<FlowTableUse> table) {
    /** Of so many flows, each of which is mistaken by that chance, so many are at most: six standard deviations. */
    static long bound(long flows, double chance) {
        double expected = flows * chance;
        return (long) Math.ceil(expected + 6 * Math.sqrt(expected * (1 - chance)));
    }

    /** The share of the filter's bits at which it is full. */
    static double fullAt() {
        return Math.pow(TownPlan.MAX_FALSE_POSITIVE_RATE, 0.25);
    }

    double fill() {
        return samples.stream().mapToDouble(FilterWatch.Sample::fill).max().orElse(0);
    }

    /** How often a filter was filled: a transition that froze ends after a while, and slots move anew, by a clean one. */
    long fillings() {
        long fillings = 0;
        double before = 0;
        for (FilterWatch.Sample sample : samples) {
            fillings += sample.fill() > 0 && (before == 0 || sample.fill() < before) ? 1 : 0;
            before = sample.fill();
        }
        return fillings;
    }

    /** Held connections of the flooded service that may break: false positives alone, of each filter that was filled. */
    long allowed() {
        return scene == Scene.MOVING ? bound(flooded.held() * fillings(), TownPlan.MAX_FALSE_POSITIVE_RATE) : 0;
    }

    /** What must not be. Nothing of it is about time. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        windows.forEach(window -> check(failures, window));
        require(
                failures,
                other.broken() + other.openedBroken() == 0,
                "connections of the other service broke: " + other);
        require(
                failures,
                flooded.broken() <= allowed(),
                "more than " + allowed() + " held connections broke: " + flooded);
        // Four bits are set at once, by each CPU.
        require(failures, fill() <= fullAt() + 1e-5, "the filter is fuller than " + fullAt() + ": " + fill());
        table.ifPresent(use -> {
            require(failures, use.admitted() <= use.limit(), "more than " + use.limit() + " entries: " + use);
            require(failures, use.entries() <= Sizes.FLOWS, "more entries than room: " + use);
        });
        require(failures, dropped == 0, dropped + " packets were not forwarded");
        return failures.stream().map(failure -> scene.words() + ": " + failure).toList();
    }

    private static void check(List<String> failures, Window window) {
        int failed = window.open().failed() + window.closed().failed();
        require(failures, failed == 0, failed + " requests to the other service failed, flood " + window.kind());
    }

    private static void require(List<String> failures, boolean good, String failure) {
        if (!good) {
            failures.add(failure);
        }
    }

    /** A line of progress. */
    String line() {
        return "%-14s flooded: %d of %d held and %d of %d opened broke; other: %d of %d, %d of %d; %d filters filled to %.2f %%, %s"
                .formatted(
                        scene.words(),
                        flooded.broken(),
                        flooded.held(),
                        flooded.openedBroken(),
                        flooded.opened(),
                        other.broken(),
                        other.held(),
                        other.openedBroken(),
                        other.opened(),
                        fillings(),
                        100 * fill(),
                        table.map(FlowTableUse::toString).orElse("no flow table"));
    }
}
