package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.speed.Publisher;
import dev.turnout.hwtests.speed.Site;
import dev.turnout.hwtests.speed.SpeedBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/**
 * From the publication of a document, through a broker and the shipped agent, until the agent says that the switch has
 * acknowledged the last write: the weight of one backend is doubled, of one after the other.
 */
final class P4Published {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Between two changes, so that what one leaves to be done is done. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final long POLL_NANOS = 100_000;
    private static final String SAID = "programmed slot_words=";

    private final Path bin;
    private final Site site;

    /** @param bin the directory of the start scripts */
    P4Published(Path bin, int backends) {
        this.bin = bin;
        this.site = new Site(1, Site.Shape.SHARED, backends);
    }

    /**
     * @param changes at most as many as there are backends
     * @param first how many of them belong to an agent that has just started
     */
    Rounds run(int changes, int first) throws IOException {
        try (SpeedBox box = SpeedBox.openP4(bin)) {
            box.neighbours(site.addresses());
            Daemon broker = box.startBroker();
            Daemon agent = box.startAgent();
            try (Publisher publisher = Publisher.connect(box.fleet(), SpeedBox.BROKER, SpeedBox.ID)) {
                publisher.publish(site.document(1, Site.Wish.plain()));
                Await.until(PATIENCE, () -> said(agent) == 1, agent::log);
                long[] nanos = new long[changes];
                for (int change = 0; change < changes; change++) {
                    nanos[change] = change(agent, publisher, change);
                }
                return new Rounds(1, first, nanos);
            } finally {
                agent.stop();
                broker.stop();
            }
        }
    }

    private long change(Daemon agent, Publisher publisher, int number) {
        BitSet heavy = new BitSet();
        heavy.set(0, number + 1);
        byte[] document = site.document(2 + number, new Site.Wish(heavy, new BitSet()));
        LockSupport.parkNanos(PAUSE.toNanos());
        long begun = System.nanoTime();
        publisher.publish(document);
        while (said(agent) < 2 + number) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("the agent does not say that it is done: " + agent.log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return System.nanoTime() - begun;
    }

    private static long said(Daemon agent) {
        return agent.log().lines().filter(line -> line.contains(SAID)).count();
    }
}
