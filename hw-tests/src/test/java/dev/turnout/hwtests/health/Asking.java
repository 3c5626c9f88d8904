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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks backends once, from a namespace. */
record Asking(Netns box, ForwardingPath path, Probe.Via via, List<IpAddress> vips) {
    /** For answers that are sure to come: so long that a busy machine does not matter. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    /** For those that never come. */
    static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration INTERVAL = Duration.ofMinutes(1);

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
        BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>();
        ProbeTask task = new ProbeTask(new Probe(question, via, INTERVAL, timeout, 0), vips);
        return box.inside(() -> {
            try (WireProbes probes = new WireProbes(path, Instant::now, why -> {
                throw new IllegalStateException(why);
            })) {
                probes.start(results::add);
                probes.watch(Map.of(new PoolBackend("pool", backend), task));
                return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "no result")
                        .outcome();
            }
        });
    }
}
