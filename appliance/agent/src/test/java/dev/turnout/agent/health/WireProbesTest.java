package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.fail;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The contract over real connections on the loopback, by a clock that stands still while anybody waits for them. */
final class WireProbesTest extends HealthProbesContract {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MOST_ROUNDS = 20;
    private static final int PATIENCE_SECONDS = 20;

    @Override
    Site open() {
        try {
            return new Loopback();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private static final class Loopback implements Site {
        private final ServerSocket first = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
        private final ServerSocket second =
                new ServerSocket(first.getLocalPort(), 50, InetAddress.getByName("127.0.0.3"));
        private final ServerSocket otherPort = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
        private final AtomicLong nanos = new AtomicLong();
        private final BlockingQueue<ProbeResult> arrived = new LinkedBlockingQueue<>();
        private final List<ProbeResult> results = new ArrayList<>();
        private final WireProbes wire = new WireProbes(
                ForwardingPath.NONE, () -> Instant.EPOCH.plusNanos(nanos.get()), why -> fail(why), nanos::get);
        private volatile Set<PoolBackend> watched = Set.of();

        Loopback() throws IOException {
            wire.start(arrived::add);
        }

        @Override
        public HealthProbes probes() {
            return new HealthProbes() {
                @Override
                public void start(Consumer<ProbeResult> to) {
                    wire.start(to);
                }

                @Override
                public void watch(Map<PoolBackend, ProbeTask> wanted) {
                    watched = wanted.keySet();
                    wire.watch(wanted);
                }

                @Override
                public void close() {
                    wire.close();
                }
            };
        }

        @Override
        public PoolBackend serving() {
            return backend("127.0.0.2");
        }

        @Override
        public PoolBackend alsoServing() {
            return backend("127.0.0.3");
        }

        @Override
        public PoolBackend refusing() {
            return backend("127.0.0.4");
        }

        private static PoolBackend backend(String address) {
            return new PoolBackend(
                    "pool", new BackendKey(IpAddress.parse(address).orElseThrow(), new Encapsulation.Ipip()));
        }

        @Override
        public ProbeTask task(PoolBackend backend) {
            return task(first.getLocalPort());
        }

        @Override
        public ProbeTask otherTask(PoolBackend backend) {
            return task(otherPort.getLocalPort());
        }

        private static ProbeTask task(int port) {
            return new ProbeTask(
                    new Probe(new ProbeQuestion.Tcp(port), Probe.Via.ADDRESS, INTERVAL, INTERVAL, 1), List.of());
        }

        @Override
        public List<ProbeResult> results() {
            arrived.drainTo(results);
            return results;
        }

        /** In an interval each backend is asked once, so the clock goes on when all have answered. */
        @Override
        public void until(Predicate<List<ProbeResult>> reached) throws InterruptedException {
            for (int i = 0; i < MOST_ROUNDS && !reached.test(results()); i++) {
                nanos.addAndGet(INTERVAL.toNanos());
                wire.wake();
                Set<PoolBackend> missing = new HashSet<>(watched);
                while (!missing.isEmpty()) {
                    ProbeResult result = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    if (result == null) {
                        fail("no answer of " + missing);
                        return;
                    }
                    results.add(result);
                    missing.remove(result.target());
                }
            }
            if (!reached.test(results())) {
                fail("never came: " + results);
            }
        }

        @Override
        public void close() {
            wire.close();
            try (first;
                    second;
                    otherPort) {
                results.clear();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }
}
