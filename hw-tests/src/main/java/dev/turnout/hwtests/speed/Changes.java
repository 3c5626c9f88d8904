package dev.turnout.hwtests.speed;

import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Doubles the weight of one backend of a box after the other, and takes the time from the publication of each document until
 * the last word that it moves is in the slots.
 */
public final class Changes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Between two changes, so that what one leaves to be done is done. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final long UNTIMED = -1;

    private static final Pattern PROGRAMMED = Pattern.compile("programmed slot_words=(\\d+)");

    private Changes() {}

    /**
     * What changes took.
     *
     * @param nanos of each change, in their order, from a process that has just started on; negative where it could not be told
     * @param wordsChanged slot words that differ between before and after, over all changes
     * @param wordsWritten slot words that the agent says it wrote
     * @param garbage bytes that the agent allocated, without the first changes
     * @param first how many changes those are
     */
    public record Taken(long[] nanos, long wordsChanged, long wordsWritten, long garbage, int first) {
        /** Of those after the first. */
        public double millis(double percentile) {
            long[] sorted = timed(Arrays.stream(nanos).skip(first));
            int index = (int) Math.ceil(percentile / 100 * sorted.length) - 1;
            return sorted[Math.max(0, index)] / 1e6;
        }

        /** The median of the first. */
        public double millisAtFirst() {
            long[] sorted = timed(Arrays.stream(nanos).limit(first));
            return sorted[sorted.length / 2] / 1e6;
        }

        private static long[] timed(LongStream nanos) {
            return nanos.filter(taken -> taken != UNTIMED).sorted().toArray();
        }

        public double garbageOfOne() {
            return (double) garbage / (nanos.length - first);
        }
    }

    /**
     * @param bin the directory of the start scripts
     * @param changes how many, at most as many as the site has backends
     * @param first how many of them belong to a process that has just started
     */
    public static Taken run(Path bin, Site site, int changes, int first) throws IOException {
        int room = (int) Math.max(1 << 20, Long.highestOneBit(2 * site.slots() - 1) * 2);
        try (SpeedBox box = SpeedBox.open(bin, room)) {
            box.neighbours(site.addresses());
            Daemon broker = box.startBroker();
            Daemon agent = box.startAgent();
            try (Publisher publisher = Publisher.connect(box.fleet(), SpeedBox.BROKER, SpeedBox.ID)) {
                publisher.publish(site.document(1, Site.Wish.plain()));
                awaitProgrammed(agent, 1);
                try (SlotMap slots = box.slots()) {
                    Watched watched = Watched.find(slots, site, Site.Wish.plain());
                    return new Run(site, agent, publisher, watched).changes(changes, first);
                }
            } finally {
                agent.stop();
                broker.stop();
            }
        }
    }

    private record Run(Site site, Daemon agent, Publisher publisher, Watched watched) {
        Taken changes(int changes, int first) {
            long[] nanos = new long[changes];
            long changed = 0;
            Garbage begun = Garbage.of(agent.pid());
            for (int change = 0; change < changes; change++) {
                if (change == first) {
                    begun = Garbage.of(agent.pid());
                }
                int[] before = watched.words();
                nanos[change] = change(change);
                int[] after = watched.words();
                changed += IntStream.range(0, before.length)
                        .filter(slot -> before[slot] != after[slot])
                        .count();
            }
            long garbage = Garbage.of(agent.pid()).since(begun);
            return new Taken(nanos, changed, written(), garbage, first);
        }

        /** From the publication until its last word is there; returns once the agent has told of it. */
        private long change(int number) {
            BitSet heavy = new BitSet();
            heavy.set(0, number + 1);
            Site.Wish wish = new Site.Wish(heavy, new BitSet());
            byte[] document = site.document(2 + number, wish);
            Watched.Watch watch = watched.before(wish);
            LockSupport.parkNanos(PAUSE.toNanos());
            long begun = System.nanoTime();
            publisher.publish(document);
            watched.await(watch, PATIENCE.toNanos());
            long taken = System.nanoTime() - begun;
            awaitProgrammed(agent, 2 + number);
            // A change of which every slot is in transition already has no last word to wait for.
            return watch.isEmpty() ? UNTIMED : taken;
        }

        /** Words of all plans but the first, which made the tables. */
        private long written() {
            return PROGRAMMED
                    .matcher(agent.log())
                    .results()
                    .skip(1)
                    .mapToLong(match -> Long.parseLong(match.group(1)))
                    .sum();
        }
    }

    private static void awaitProgrammed(Daemon agent, int times) {
        Await.until(PATIENCE, () -> PROGRAMMED.matcher(agent.log()).results().count() >= times, agent::log);
    }
}
