package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.speed.Site.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The shipped driver against a P4Runtime target: everything but the agent and the packets. */
final class P4Bench {
    private final Path bin;
    private final Sizes sizes;

    /** @param bin the directory of the start scripts */
    P4Bench(Path bin, Sizes sizes) {
        this.bin = bin;
        this.sizes = sizes;
    }

    /**
     * How much of everything.
     *
     * @param large programmed anew, read, and written slot by slot
     * @param naiveSlots what the naive client writes of them
     * @param small in which single backends change
     * @param rounds 2 or more, of which the first does not count
     * @param changes of each kind, at most as many as the small site has backends
     * @param first changes of an agent that has just started
     */
    record Sizes(P4Site large, int naiveSlots, P4Site small, int rounds, int changes, int first) {
        static final Sizes SHIPPED = new Sizes(new P4Site(65_536, 1000), 2048, new P4Site(16_384, 100), 15, 100, 20);
    }

    /**
     * What came out.
     *
     * @param target in words
     * @param programmed from nothing to all of the large site
     * @param read all of it back
     * @param published from a document's publication until its last write is acknowledged
     */
    record Result(
            String target,
            Rounds programmed,
            Rounds read,
            P4Rates.Rates rates,
            List<P4Changes.Changed> changes,
            Rounds published) {}

    Result run() throws IOException {
        Path state = Files.createTempDirectory("turnout-bench");
        try (P4Endpoint endpoint = P4Endpoint.open(bin)) {
            return run(endpoint, state);
        } finally {
            remove(state);
        }
    }

    private Result run(P4Endpoint endpoint, Path state) throws IOException {
        long entries = (long) sizes.large.slots() + sizes.large.backends();
        Rounds programmed = new Rounds(entries, 1, new long[sizes.rounds]);
        Rounds read = new Rounds(entries, 1, new long[sizes.rounds]);
        P4Rates.Rates rates;
        try (P4Box box = P4Box.open(sizes.large, endpoint, state)) {
            for (int round = 0; round < sizes.rounds; round++) {
                programmed.nanos()[round] = box.apply(box.towards(Wish.plain()));
                read.nanos()[round] = reading(box);
                long ignored = box.clear();
            }
            rates = new P4Rates(endpoint, box, sizes.large.slots(), sizes.naiveSlots, sizes.rounds).run();
        }
        P4Changes single = new P4Changes(endpoint, state, sizes.small, sizes.changes);
        List<P4Changes.Changed> changes = new ArrayList<>();
        for (P4Changes.Kind kind : P4Changes.Kind.values()) {
            changes.add(single.run(kind));
        }
        Rounds published = new P4Published(bin, sizes.small.backends()).run(sizes.changes, sizes.first);
        return new Result(endpoint.name(), programmed, read, rates, changes, published);
    }

    private static long reading(P4Box box) {
        long begun = System.nanoTime();
        var ignored = box.read();
        return System.nanoTime() - begun;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
