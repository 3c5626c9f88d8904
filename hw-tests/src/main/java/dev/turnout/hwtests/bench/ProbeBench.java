package dev.turnout.hwtests.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.health.WireProbes;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.Tls;
import dev.turnout.hwtests.net.Certificate;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Processor time a health probe, of the whole process: the probes' threads with what the kernel does in their name, compiler
 * and collector; and how regularly results come, since whoever delays others shows there. Backends are addresses of one nginx
 * in a namespace of its own, behind a veth pair; it shares the machine, and a probe that fails says that it had too little of
 * it. A main of its own.
 */
public final class ProbeBench {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int WARM_UP_ROUNDS = 5;
    private static final int MEASURED_ROUNDS = 10;
    private static final String HOST = "farm.example";

    private ProbeBench() {}

    /** So many backends of a pool that are asked this. */
    private record Asked(int backends, ProbeQuestion question) {
        String kind() {
            String name = question.getClass().getSimpleName();
            return backends + " "
                    + (question instanceof ProbeQuestion.Http http && http.tls().isPresent() ? "Https" : name);
        }
    }

    public static void main(String[] arguments) {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            Optional<Tls> tls = Optional.of(new Tls(true, Optional.of(farm(lab, box))));
            Asked tcp = new Asked(1000, new ProbeQuestion.Tcp(80));
            Asked https = new Asked(500, http(443, tls));
            // First of all, while nothing is compiled: handshakes are at their slowest then.
            for (List<Asked> asked : List.of(
                    List.of(tcp, https),
                    List.of(new Asked(5000, new ProbeQuestion.Tcp(80))),
                    List.of(new Asked(5000, http(80, Optional.empty()))),
                    List.of(tcp),
                    List.of(tcp, https))) {
                box.inside(() -> {
                    measure(asked);
                    return true;
                });
            }
        }
    }

    /** @return its certificate, as PEM */
    private static String farm(Lab lab, Netns box) {
        Netns farm = lab.namespace("farm");
        lab.link(box, "eth0", farm, "eth0");
        box.ip("addr add 10.2.0.1/16 dev eth0", "route add 10.3.0.0/16 via 10.2.0.2");
        farm.ip("addr add 10.2.0.2/16 dev eth0", "route add local 10.3.0.0/16 dev lo");
        Certificate certificate = Certificate.of(farm, HOST);
        try {
            Path configuration = Files.writeString(
                    farm.scratch().resolve("nginx.conf"), """
                    daemon off; worker_processes 1; user root; pid %s/nginx.pid; error_log stderr warn;
                    events { worker_connections 4096; }
                    http {
                        access_log off;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        server { listen 80 backlog=4096; listen 443 ssl backlog=4096; %s location = / { return 200 "farm"; } }
                    }
                    """.formatted(farm.scratch(), certificate.nginx()));
            farm.start("nginx", "-e", "stderr", "-p", farm.scratch().toString(), "-c", configuration.toString())
                    .awaitListening(443);
            return Files.readString(certificate.file());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static ProbeQuestion http(int port, Optional<Tls> tls) {
        return new ProbeQuestion.Http(
                port, Optional.of(HOST), "/", ProbeQuestion.Http.DEFAULT_EXPECTED, Optional.of("farm"), tls);
    }

    private static void measure(List<Asked> asked) {
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        List<Regularity> pools = new ArrayList<>();
        for (Asked each : asked) {
            ProbeTask task =
                    new ProbeTask(new Probe(each.question(), Probe.Via.ADDRESS, INTERVAL, INTERVAL, 1), List.of());
            for (int i = 0; i < each.backends(); i++) {
                IpAddress address = IpAddress.ipv4(0x0a030001 + i);
                wanted.put(new PoolBackend(each.kind(), new BackendKey(address, new Encapsulation.Ipip())), task);
            }
            pools.add(new Regularity(each.kind(), INTERVAL));
        }
        CountDownLatch warm = new CountDownLatch(WARM_UP_ROUNDS * wanted.size());
        CountDownLatch done = new CountDownLatch((WARM_UP_ROUNDS + MEASURED_ROUNDS) * wanted.size());
        LongAdder busy = new LongAdder();
        try (WireProbes probes = new WireProbes(ForwardingPath.NONE, Instant::now, why -> busy.increment())) {
            probes.start(result -> {
                pools.forEach(pool -> pool.saw(result));
                warm.countDown();
                done.countDown();
            });
            probes.watch(wanted);
            await(warm);
            long cpu = cpu();
            long begin = System.nanoTime();
            await(done);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cores = (cpu() - cpu) / 1e9 / seconds;
            double rate = MEASURED_ROUNDS * wanted.size() / seconds;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f probes/s, %.1f µs of processor time each, %.2f cores; the box was too busy for %d%n",
                    String.join(" + ", asked.stream().map(Asked::kind).toList()),
                    rate,
                    cores / rate * 1e6,
                    cores,
                    busy.sum());
        }
        pools.forEach(System.out::println);
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
