package dev.turnout.hwtests.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.health.WireProbes;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.WebServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Processor time a health probe, of the whole process: the probes' thread with what the kernel does in its name, compiler and
 * collector. Backends are addresses of one nginx in a namespace of its own, behind a veth pair; it shares the machine, and a
 * probe that fails says that it had too little of it. A main of its own.
 */
public final class ProbeBench {
    private static final int BACKENDS = 5000;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int WARM_UP = 5 * BACKENDS;
    private static final int MEASURED = 10 * BACKENDS;

    private ProbeBench() {}

    /**
     * What one kind of probe costs.
     *
     * @param rate probes a second that were done
     * @param cores processor time in that time
     */
    record Row(String kind, double rate, double cores, long failed) {
        double micros() {
            return cores / rate * 1e6;
        }
    }

    public static void main(String[] arguments) {
        for (Row row : run()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f probes/s, %.1f µs of processor time each, %.2f cores, %d failed%n",
                    row.kind(),
                    row.rate(),
                    row.micros(),
                    row.cores(),
                    row.failed());
        }
    }

    private static List<Row> run() {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            Netns farm = lab.namespace("farm");
            lab.link(box, "eth0", farm, "eth0");
            box.ip("addr add 10.2.0.1/16 dev eth0", "neigh flush all");
            farm.ip("addr add 10.2.0.2/16 dev eth0", "route add local 10.3.0.0/16 dev lo");
            box.ip("route add 10.3.0.0/16 via 10.2.0.2");
            new WebServer("farm", farm, IpAddress.ipv4(0x0a020002), IpAddress.ipv4(0x0a020002)).serve();
            return box.inside(() -> Stream.of(new ProbeQuestion.Tcp(80), http())
                    .map(ProbeBench::measure)
                    .toList());
        }
    }

    private static ProbeQuestion http() {
        return new ProbeQuestion.Http(
                80, Optional.empty(), "/", ProbeQuestion.Http.DEFAULT_EXPECTED, Optional.of("farm"), Optional.empty());
    }

    private static Row measure(ProbeQuestion question) {
        LongAdder failed = new LongAdder();
        CountDownLatch warm = new CountDownLatch(WARM_UP);
        CountDownLatch done = new CountDownLatch(WARM_UP + MEASURED);
        ProbeTask task = new ProbeTask(new Probe(question, Probe.Via.ADDRESS, INTERVAL, INTERVAL, 1), List.of());
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        for (int i = 0; i < BACKENDS; i++) {
            IpAddress address = IpAddress.ipv4(0x0a030001 + i);
            wanted.put(new PoolBackend("pool", new BackendKey(address, new Encapsulation.Ipip())), task);
        }
        try (WireProbes probes = new WireProbes(ForwardingPath.NONE, Instant::now, why -> {
            throw new IllegalStateException(why);
        })) {
            probes.start(result -> {
                count(result, warm.getCount() == 0, failed);
                warm.countDown();
                done.countDown();
            });
            probes.watch(wanted);
            await(warm);
            long cpu = cpu();
            long begin = System.nanoTime();
            await(done);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double used = (cpu() - cpu) / 1e9;
            return new Row(question.getClass().getSimpleName(), MEASURED / seconds, used / seconds, failed.sum());
        }
    }

    private static void count(ProbeResult result, boolean measuring, LongAdder failed) {
        if (measuring && result.outcome() instanceof ProbeOutcome.Failed) {
            failed.increment();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("probes do not come: " + latch);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
