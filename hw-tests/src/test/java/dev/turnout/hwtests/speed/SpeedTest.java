package dev.turnout.hwtests.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a change writes, and what a start does with what is stored; not how long either takes. */
class SpeedTest {
    private static final Path BIN =
            Path.of("../target/dist/bin").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PROGRAMMED = Pattern.compile("event=programmed slot_words=(\\d+)");
    private static final int ROOM = 1 << 16;

    private final Site site = new Site(10, Site.Shape.SHARED, 25);

    @Test
    void aChangeWritesTheWordsThatItHasToAndAStartWithoutABrokerForwards() throws Exception {
        try (SpeedBox box = SpeedBox.open(BIN, ROOM)) {
            box.neighbours(site.addresses());
            change(box);
            assertEquals(Optional.empty(), XdpDataplane.uninstall(box.pins()));
            Daemon agent = box.startAgent();
            try {
                awaitProgrammed(agent, 1);
                try (SlotMap slots = box.slots()) {
                    Watched watched = Watched.find(slots, site, heavy());
                    assertEquals(site.slots(), watched.words().length, "one table for all of them");
                }
            } finally {
                agent.stop();
            }
        }
    }

    private void change(SpeedBox box) throws Exception {
        Daemon broker = box.startBroker();
        Daemon agent = box.startAgent();
        try (Publisher publisher = Publisher.connect(box.fleet(), SpeedBox.BROKER, SpeedBox.ID)) {
            publisher.publish(site.document(1, Site.Wish.plain()));
            awaitProgrammed(agent, 1);
            try (SlotMap slots = box.slots()) {
                Watched watched = Watched.find(slots, site, Site.Wish.plain());
                int[] before = watched.words();
                Watched.Watch watch = watched.before(heavy());
                assertTrue(watch.slots().length == 1, "one table, one last slot");
                publisher.publish(site.document(2, heavy()));
                watched.await(watch, PATIENCE.toNanos());
                int[] after = watched.words();
                long changed = IntStream.range(0, before.length)
                        .filter(slot -> before[slot] != after[slot])
                        .count();
                assertTrue(changed > 0);
                awaitProgrammed(agent, 2);
                assertEquals(changed, written(agent, 1), agent.log());
            }
        } finally {
            agent.stop();
            broker.stop();
        }
    }

    private static Site.Wish heavy() {
        BitSet first = new BitSet();
        first.set(0);
        return new Site.Wish(first, new BitSet());
    }

    private static void awaitProgrammed(Daemon agent, int times) {
        Await.until(PATIENCE, () -> PROGRAMMED.matcher(agent.log()).results().count() >= times, agent::log);
    }

    /** Words of the plan of this number, from 0. */
    private static long written(Daemon agent, int number) {
        return PROGRAMMED
                .matcher(agent.log())
                .results()
                .skip(number)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .findFirst()
                .orElseThrow();
    }
}
