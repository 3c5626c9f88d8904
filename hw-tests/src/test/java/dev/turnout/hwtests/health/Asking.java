package dev.turnout.hwtests.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.health.WireProbes;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.hwtests.net.Netns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks backends, from a namespace. */
record Asking(Netns box, ForwardingPath path, Probe.Via via, List<IpAddress> vips) {
    /** For answers that are sure to come: so long that a busy machine does not matter. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    /** For those that never come. */
    static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration OFTEN = Duration.ofSeconds(2);

    static Asking directly(Netns box) {
        return new Asking(box, ForwardingPath.NONE, Probe.Via.ADDRESS, List.of());
    }

    void passes(BackendKey backend, ProbeQuestion question) {
        assertEquals(new ProbeOutcome.Passed(), ask(backend, question, PATIENT));
    }

    void fails(String expected, boolean refused, BackendKey backend, ProbeQuestion question, Duration timeout) {
        ProbeOutcome.Failed failed = assertInstanceOf(ProbeOutcome.Failed.class, ask(backend, question, timeout));
        assertEquals(expected, failed.code() + " " + failed.sentence());
        assertEquals(refused, failed.refused());
    }

    ProbeOutcome ask(BackendKey backend, ProbeQuestion question, Duration timeout) {
        return results(List.of(backend), new Probe(question, via, INTERVAL, timeout, 0), 1)
                .getFirst()
                .outcome();
    }

    /** Asks these again and again, one after the other, until each has answered so often; oldest first. */
    List<ProbeResult> over(List<BackendKey> backends, ProbeQuestion question, int times) {
        return results(backends, new Probe(question, via, OFTEN, OFTEN, 1), times);
    }

    private List<ProbeResult> results(List<BackendKey> backends, Probe probe, int times) {
        BlockingQueue<ProbeResult> arriving = new LinkedBlockingQueue<>();
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        backends.forEach(backend -> wanted.put(new PoolBackend("pool", backend), new ProbeTask(probe, vips)));
        return box.inside(() -> {
            try (WireProbes probes = new WireProbes(path, Instant::now, why -> {
                throw new IllegalStateException(why);
            })) {
                probes.start(arriving::add);
                probes.watch(wanted);
                List<ProbeResult> results = new ArrayList<>();
                while (!wanted.isEmpty()) {
                    ProbeResult next = Objects.requireNonNull(arriving.poll(30, TimeUnit.SECONDS), "no result");
                    results.add(next);
                    if (results.stream()
                                    .filter(result -> result.target().equals(next.target()))
                                    .count()
                            == times) {
                        wanted.remove(next.target());
                    }
                }
                return results;
            }
        });
    }
}
