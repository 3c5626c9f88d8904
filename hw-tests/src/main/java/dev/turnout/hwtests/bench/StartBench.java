package dev.turnout.hwtests.bench;

import dev.turnout.core.model.IpAddress;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.speed.Publisher;
import dev.turnout.hwtests.speed.Site;
import dev.turnout.hwtests.speed.SlotMap;
import dev.turnout.hwtests.speed.SpeedBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A box that the shipped agent starts on, while packets come in: with an empty kernel, as after a boot, and with a data plane
 * that is there already; and what agent and tables take.
 */
final class StartBench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Pattern PROGRAMMED = Pattern.compile("event=programmed slot_words=(\\d+) records=(\\d+)");
    private static final String ADOPTED = "outcome=DUPLICATE";
    private static final int PERIOD_MICROS = 500;
    private static final int LEAST_ROOM = 1 << 22;

    /** The first of {@link Site}'s VIPs. */
    private static final IpAddress VIP = IpAddress.ipv4(0x0a640001);

    private static final int PORT = 8000;

    private final Path tools;
    private final Site site;
    private final SpeedBox box;
    private final Daemon broker;

    private StartBench(Path tools, Site site, SpeedBox box) throws IOException {
        this.tools = tools;
        this.site = site;
        this.box = box;
        box.neighbours(site.addresses());
        box.lan().xdp("eth0", box.pass());
        broker = box.startBroker();
    }

    /** @param dist the distribution whose agent starts */
    static StartBench open(Path tools, Path dist, Site site) throws IOException {
        int room = (int) Math.max(LEAST_ROOM, Long.highestOneBit(2 * site.slots() - 1));
        SpeedBox box = SpeedBox.open(dist.resolve("bin").toAbsolutePath(), room);
        try {
            return new StartBench(tools, site, box);
        } catch (IOException | RuntimeException unfinished) {
            box.close();
            throw unfinished;
        }
    }

    /**
     * A start on a box that comes back empty.
     *
     * @param millis from the process's start to the first packet that is forwarded
     * @param cpuMillis of the process and those that it ran, until then
     */
    record Start(double millis, long cpuMillis) {}

    /**
     * A start that finds all as it should be.
     *
     * @param millis from the process's start until the agent has answered the document that the broker keeps
     * @param packets what became of them from before the agent before was killed until after that
     * @param words that were written
     */
    record Restart(double millis, Stream.Tally packets, long words) {}

    /** What a document has written. */
    record Written(long words, long records) {}

    /**
     * Publishes documents that differ by a weight, the first as well, one as soon as the one before is programmed. Says what the
     * process has resident after each, and at the end once more when it has had nothing to do for a while.
     */
    List<Memory> publish(int documents) throws IOException {
        List<Memory> resident = new ArrayList<>();
        Daemon agent = box.startAgent();
        try (Publisher publisher = Publisher.connect(box.fleet(), SpeedBox.BROKER, SpeedBox.ID)) {
            for (int generation = 1; generation <= documents; generation++) {
                publisher.publish(site.document(generation, wish(generation)));
                awaitProgrammed(agent, generation);
                resident.add(Memory.of(agent.pid()));
            }
            LockSupport.parkNanos(REST.toNanos());
            resident.add(Memory.of(agent.pid()));
            return resident;
        } finally {
            agent.stop();
        }
    }

    private Site.Wish wish(int generation) {
        BitSet heavy = new BitSet();
        heavy.set(generation % site.backends());
        return new Site.Wish(heavy, new BitSet());
    }

    private static List<Written> awaitProgrammed(Daemon agent, int times) {
        Await.until(PATIENCE, () -> written(agent).size() >= times, agent::log);
        return written(agent);
    }

    private static List<Written> written(Daemon agent) {
        return PROGRAMMED
                .matcher(agent.log())
                .results()
                .map(StartBench::written)
                .toList();
    }

    private static Written written(MatchResult line) {
        return new Written(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
    }

    /** Starts on a box that comes back empty but for the document on its disk. To be called after {@link #publish}. */
    Start empty() throws IOException {
        forget();
        try (Stream stream = stream()) {
            long begin = System.nanoTime();
            Daemon agent = box.startAgent();
            try {
                long first = stream.firstNanos(PATIENCE);
                return new Start((first - begin) / 1e6, CpuTime.ofProcess(agent.pid()));
            } finally {
                agent.stop();
            }
        }
    }

    private void forget() {
        XdpDataplane.uninstall(box.pins()).ifPresent(refusal -> {
            throw new IllegalStateException(refusal.toString());
        });
    }

    private Stream stream() {
        return Stream.start(
                tools, box.lan(), "eth0", PERIOD_MICROS, Frame.syn(VIP, PORT).hex());
    }

    /** Kills an agent under packets and starts another. To be called after {@link #publish}. */
    Restart again() {
        Daemon before = box.startAgent();
        before.awaitLog(ADOPTED);
        try (Stream stream = stream()) {
            long ignored = stream.firstNanos(PATIENCE);
            before.kill();
            long begin = System.nanoTime();
            Daemon agent = box.startAgent();
            try {
                Await.until(PATIENCE, () -> agent.log().contains(ADOPTED), agent::log);
                double millis = (System.nanoTime() - begin) / 1e6;
                long words = written(agent).stream().mapToLong(Written::words).sum();
                return new Restart(millis, stream.end(), words);
            } finally {
                agent.stop();
            }
        }
    }

    /** What the first document of an empty box writes, where that is also what the kernel's slots then hold. */
    Written tables() throws IOException {
        forget();
        Daemon agent = box.startAgent();
        try {
            Written written = awaitProgrammed(agent, 1).getFirst();
            try (SlotMap slots = box.slots()) {
                long used = IntStream.range(0, slots.slots())
                        .filter(slot -> slots.word(slot).bits() != 0)
                        .count();
                if (used != written.words()) {
                    throw new IllegalStateException(used + " slots are in use, and written were " + written);
                }
            }
            return written;
        } finally {
            agent.stop();
        }
    }

    @Override
    public void close() {
        broker.stop();
        box.close();
    }
}
