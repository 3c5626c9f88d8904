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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

class FakeProbesTest extends HealthProbesContract {
    private static final int MOST_ROUNDS = 10;

    @Override
    Site open() {
        return new FakeSite();
    }

    private static final class FakeSite implements Site {
        private final FakeProbes probes = new FakeProbes(() -> Instant.EPOCH);
        private final List<ProbeResult> results = new ArrayList<>();

        FakeSite() {
            probes.start(results::add);
            probes.answer(refusing(), FakeProbes.REFUSED);
        }

        @Override
        public HealthProbes probes() {
            return probes;
        }

        @Override
        public PoolBackend serving() {
            return backend(1);
        }

        @Override
        public PoolBackend alsoServing() {
            return backend(2);
        }

        @Override
        public PoolBackend refusing() {
            return backend(3);
        }

        private static PoolBackend backend(int number) {
            return new PoolBackend(
                    "pool", new BackendKey(IpAddress.ipv4(0xc633_6400 + number), new Encapsulation.Ipip()));
        }

        @Override
        public ProbeTask task(PoolBackend backend) {
            return task(80);
        }

        @Override
        public ProbeTask otherTask(PoolBackend backend) {
            return task(81);
        }

        private static ProbeTask task(int port) {
            Probe probe = new Probe(
                    new ProbeQuestion.Tcp(port), Probe.Via.ADDRESS, Duration.ofSeconds(5), Duration.ofSeconds(2), 1);
            return new ProbeTask(probe, List.of());
        }

        @Override
        public List<ProbeResult> results() {
            return results;
        }

        @Override
        public void until(Predicate<List<ProbeResult>> reached) {
            for (int i = 0; i < MOST_ROUNDS && !reached.test(results); i++) {
                probes.round();
            }
            if (!reached.test(results)) {
                fail("never came: " + results);
            }
        }

        @Override
        public void close() {
            probes.close();
        }
    }
}
