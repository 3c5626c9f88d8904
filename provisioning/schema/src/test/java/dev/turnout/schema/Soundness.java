package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Service;
import java.time.Duration;

/** What every accepted configuration keeps, said a second time without the parser's code. */
final class Soundness {
    private Soundness() {}

    static void check(FleetConfig config) {
        assertTrue(config.revision().generation() > 0);
        assertEquals(
                config.services().size(),
                config.services().stream().map(Service::vip).distinct().count());
        assertEquals(
                config.services().size(),
                config.services().stream().map(Service::name).distinct().count());
        assertEquals(
                config.pools().size(),
                config.pools().stream().map(BackendPool::name).distinct().count());
        config.pools().forEach(Soundness::check);
        config.services().forEach(service -> check(service, config.pool(service.pool())));
    }

    private static void check(BackendPool pool) {
        assertTrue(pool.name().matches("[a-z0-9-]{1,63}"));
        assertEquals(
                pool.backends().size(),
                pool.backends().stream().map(b -> b.address()).distinct().count());
        assertTrue(pool.backends().isEmpty() || pool.backends().stream().anyMatch(b -> b.weight() > 0));
        pool.healthCheck().ifPresent(Soundness::check);
    }

    private static void check(HealthCheck check) {
        Probe probe = check.probe();
        assertTrue(probe.timeout().compareTo(probe.interval()) <= 0
                && probe.interval().toMillis() >= 100);
        probe.question().askedPort().ifPresent(port -> assertTrue(port > 0 && port < 65_536));
        if (probe.question() instanceof ProbeQuestion.Http http) {
            String request = http.path() + http.host().orElse("");
            assertTrue(http.path().startsWith("/") && request.chars().allMatch(c -> c > 32 && c < 127), request);
            assertFalse(http.expected().isEmpty());
        }
        HealthPolicy policy = check.policy();
        assertTrue(Math.min(policy.rise(), policy.fall()) >= 1 && Math.max(policy.rise(), policy.fall()) <= 10);
        assertTrue(policy.holdOff() >= 0.01 && policy.holdOff() <= 1);
        assertTrue(policy.panicThreshold() >= 0 && policy.panicThreshold() <= 1);
    }

    private static void check(Service service, BackendPool pool) {
        assertTrue(service.name().matches("[a-z0-9-]{1,63}"));
        int size = service.tableSize();
        assertTrue(size >= 256 && size <= 131_072 && (size & (size - 1)) == 0);
        long total = pool.backends().stream().mapToLong(b -> b.weight()).sum();
        // Whoever is due a whole slot gets one; fractions compete.
        assertTrue(pool.backends().stream().filter(b -> b.weight() > 0).count() <= size || total == 0);
        if (service.vip().protocol() == Protocol.UDP) {
            assertFalse(service.persistence() == Persistence.TRANSIT);
        }
        if (service.algorithm() == Algorithm.RANDOM) {
            assertEquals(Persistence.FLOW_TABLE, service.persistence());
        }
        service.sourceRanges()
                .forEach(range -> assertEquals(service.vip().address().family(), range.family()));
        Duration idle = service.transition().idle();
        assertTrue(idle.compareTo(Duration.ofSeconds(1)) >= 0
                && idle.compareTo(service.transition().ceiling()) <= 0);
        double rate = service.transition().maxFalsePositiveRate();
        assertTrue(rate > 0 && rate <= 0.5);
        boolean vip4 = service.vip().address().isIpv4();
        pool.backends()
                .forEach(backend -> assertTrue(
                        switch (pool.encapsulation()) {
                            case Encapsulation.Gue(int _) -> true;
                            case Encapsulation.Ipip() ->
                                vip4 || !backend.address().isIpv4();
                            case Encapsulation.L2() -> vip4 == backend.address().isIpv4();
                        }));
    }
}
