package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.health.FakeProbes;
import dev.turnout.agent.view.StatusView;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Health;
import dev.turnout.v1.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From what probes say to what the data plane holds. */
class HealthTest {
    private static final String FLEET = """
            epoch: 1
            generation: 1
            seed: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            services:
              - name: web
                vip: 198.51.100.1
                port: 80
                pool: web
                tableSize: 256
                zeroBackends: POLICY
            pools:
              - name: web
                encapsulation: IPIP
                backends: [{address: 10.0.0.1}, {address: 10.0.0.2}, {address: 10.0.0.3}, {address: 10.0.0.4}]
                healthCheck: {protocol: TCP, rise: 2, fall: 2, MORE}
            """;

    @TempDir
    private Path directory;

    private final MemoryDataplane dataplane = new MemoryDataplane();

    private AgentUnderTest agent() {
        return new AgentUnderTest(directory.resolve("data"), dataplane);
    }

    private static String fleet(String policy, String more) {
        return FLEET.replace("POLICY", policy).replace("MORE", more);
    }

    private static PoolBackend backend(int number) {
        IpAddress address = IpAddress.parse("10.0.0." + number).orElseThrow();
        return new PoolBackend("web", new BackendKey(address, new Encapsulation.Ipip()));
    }

    private static void all(AgentUnderTest agent, ProbeOutcome outcome) {
        IntStream.rangeClosed(1, 4).forEach(number -> agent.probes.answer(backend(number), outcome));
    }

    /** So many rounds of probes, five seconds apart. */
    private static Report probe(AgentUnderTest agent, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            agent.now = agent.now.plusSeconds(5);
            agent.probes.round();
            agent.settle();
        }
        return agent.report();
    }

    private static List<Long> slots(Report report) {
        return report.getBackendsList().stream().map(BackendStatus::getSlots).toList();
    }

    private static List<String> warnings(Report report) {
        return report.getWarningsList().stream().map(Finding::getCode).toList();
    }

    private DataplaneState held() {
        return ((ReadResult.Read) dataplane.read()).snapshot().state();
    }

    private int idOf(BackendKey key) {
        return held().backends().values().stream()
                .filter(entry -> entry.key().equals(key))
                .map(entry -> entry.id().value())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoFailsIsLeftIsReportedAndComesBack() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            assertEquals(List.of(64L, 64L, 64L, 64L), slots(probe(agent, 1)));

            agent.probes.answer(backend(1), FakeProbes.SILENT);
            assertEquals(List.of(64L, 64L, 64L, 64L), slots(probe(agent, 1)));
            Report report = probe(agent, 1);
            BackendStatus status = report.getBackends(0);
            assertEquals(0, status.getSlots());
            assertEquals(BackendStatus.State.DRAINING, status.getState());
            assertEquals("no answer came within the timeout", status.getWhy());
            assertEquals(Health.State.UNHEALTHY, status.getHealth().getState());
            assertEquals("PROBE_TIMEOUT", status.getHealth().getLastFailure().getCode());
            assertEquals(
                    agent.now.getEpochSecond(), status.getHealth().getSince().getSeconds());
            assertTrue(report.getServices(0).getSlotsInTransition() > 0);
            assertEquals(3, report.getServices(0).getBackendsUp());
            assertEquals(
                    1,
                    agent.logged("health").stream()
                            .filter(line -> line.contains("state=UNHEALTHY"))
                            .count());

            agent.probes.answer(backend(1), new ProbeOutcome.Passed());
            assertEquals(
                    Health.State.UNHEALTHY,
                    probe(agent, 1).getBackends(0).getHealth().getState());
            assertEquals(
                    Health.State.HEALTHY,
                    probe(agent, 1).getBackends(0).getHealth().getState());
            agent.now = agent.now.plus(Duration.ofMinutes(1));
            assertEquals(BackendStatus.State.UP, agent.settle().getBackends(0).getState());
        }
    }

    @Test
    void whoRefusesEveryProbeIsDeadAndNoTransitionWaitsForIt() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(2), FakeProbes.REFUSED);
            Report report = probe(agent, 2);
            assertEquals(BackendStatus.State.DEAD, report.getBackends(1).getState());
            assertEquals(0, report.getBackends(1).getSlots());
            assertEquals(
                    Set.of(),
                    held().tables().values().stream()
                            .flatMap(table -> IntStream.range(0, table.size()).mapToObj(table::slot))
                            .filter(word -> word.previous() == idOf(backend(2).backend()))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void aRestartMovesNoSlot() throws Exception {
        String fleet = fleet("REJECT", "interval: 5s");
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet);
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(3), FakeProbes.SILENT);
            probe(agent, 2);
        }
        DataplaneState before = held();
        try (AgentUnderTest agent = agent()) {
            agent.probes.answer(backend(3), FakeProbes.SILENT);
            agent.settle();
            assertEquals(before, held());
            Report report = probe(agent, 3);
            assertEquals(before, held());
            assertEquals(
                    Health.State.UNHEALTHY, report.getBackends(2).getHealth().getState());
            assertEquals(Health.State.HEALTHY, report.getBackends(0).getHealth().getState());

            agent.probes.answer(backend(3), new ProbeOutcome.Passed());
            agent.now = agent.now.plus(Duration.ofMinutes(1));
            assertEquals(BackendStatus.State.UP, probe(agent, 2).getBackends(2).getState());
        }
    }

    private static String weight(Report report) {
        return new StatusView(report)
                .text()
                .lines()
                .filter(line -> line.contains("10.0.0.3"))
                .map(line -> line.replaceFirst(".*T[0-9:]+Z,? *(\\S+ of weight)?.*", "$1"))
                .collect(Collectors.joining());
    }

    /** Slots that are taken back from a transition wait, so the table is not quite the one of its weights. */
    @Test
    void aRestartGoesOnWithASlowStart() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s, slowStart: 70s, holdOff: 1"));
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(3), FakeProbes.SILENT);
            probe(agent, 2);
            agent.probes.answer(backend(3), new ProbeOutcome.Passed());
            assertEquals("12.50% of weight", weight(probe(agent, 2)));
            assertEquals("37.50% of weight", weight(probe(agent, 5)));
        }
        DataplaneState before = held();
        try (AgentUnderTest agent = agent()) {
            assertEquals("37.50% of weight", weight(agent.settle()));
            assertEquals(before, held());

            assertEquals("37.50% of weight", weight(probe(agent, 1)));
            assertEquals("50.00% of weight", weight(probe(agent, 1)));
            assertEquals("", weight(probe(agent, 2 * 4)));
        }
    }

    @Test
    void aRestartWithoutASlowStartUnderWayMovesNoSlot() throws Exception {
        String fleet = fleet("REJECT", "interval: 5s, slowStart: 70s");
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet);
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(2), FakeProbes.SILENT);
            probe(agent, 2);
        }
        DataplaneState before = held();
        try (AgentUnderTest agent = agent()) {
            agent.probes.answer(backend(2), FakeProbes.SILENT);
            agent.settle();
            assertEquals(before, held());
            probe(agent, 20);
            assertEquals(before, held());
        }
    }

    @Test
    void oneFailureAfterARestartIsNoReasonToLeave() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
        }
        try (AgentUnderTest agent = agent()) {
            agent.settle();
            agent.probes.answer(backend(1), FakeProbes.SILENT);
            assertEquals(64, probe(agent, 1).getBackends(0).getSlots());
            assertEquals(0, probe(agent, 1).getBackends(0).getSlots());
        }
    }

    @Test
    void withoutAnyBackendAServiceRejects() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
            all(agent, FakeProbes.REFUSED);
            Report report = probe(agent, 2);
            assertEquals(List.of(0L, 0L, 0L, 0L), slots(report));
            assertEquals(List.of("PGM_NO_BACKEND"), warnings(report));
            assertEquals(
                    Set.of(IpAddress.parse("198.51.100.1").orElseThrow()),
                    agent.vips.status().announced());
        }
    }

    @Test
    void withoutAnyBackendAServiceIsWithdrawnAndComesBack() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("WITHDRAW", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
            all(agent, FakeProbes.REFUSED);
            probe(agent, 2);
            assertEquals(Set.of(), agent.vips.status().announced());

            all(agent, new ProbeOutcome.Passed());
            Report report = probe(agent, 2);
            assertEquals(List.of(64L, 64L, 64L, 64L), slots(report));
            assertFalse(agent.vips.status().announced().isEmpty());
        }
    }

    @Test
    void withoutAnyBackendAServiceUsesAll() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("USE_ALL", "panicThreshold: 0"));
            agent.settle();
            probe(agent, 1);
            all(agent, FakeProbes.SILENT);
            Report report = probe(agent, 2);
            assertEquals(List.of(64L, 64L, 64L, 64L), slots(report));
            assertEquals(List.of("PGM_HEALTH_IGNORED"), warnings(report));
        }
    }

    @Test
    void panicIsSaidEverywhere() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
            all(agent, FakeProbes.SILENT);
            Report report = probe(agent, 2);
            assertEquals(List.of(64L, 64L, 64L, 64L), slots(report));
            assertEquals(List.of("PGM_PANIC"), warnings(report));
            assertTrue(report.getBackends(0).getHealth().getPanic());
            assertEquals(BackendStatus.State.UP, report.getBackends(0).getState());
            assertEquals(1, agent.logged("panic").size());
        }
    }

    @Test
    void aDocumentThatDoesNotFitLeavesTheHealthOfWhatForwardsAlone() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "interval: 5s"));
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(1), FakeProbes.SILENT);
            probe(agent, 2);
            String tooLarge = IntStream.range(0, 40)
                    .mapToObj(i ->
                            "  - name: big-%d\n    vip: 198.51.100.2\n    port: %d\n    pool: p-%d\n    tableSize: 131072\n"
                                    .formatted(i, i + 1, i))
                    .reduce("", String::concat);
            String pools = IntStream.range(0, 40)
                    .mapToObj(i -> "  - name: p-%d\n    encapsulation: IPIP\n    backends: [{address: 10.1.0.%d}]\n"
                            .formatted(i, i + 1))
                    .reduce("", String::concat);
            agent.offer("epoch: 1\ngeneration: 2\nseed: " + "00".repeat(32) + "\nservices:\n" + tooLarge + "pools:\n"
                    + pools);
            agent.now = agent.now.plusSeconds(5);
            Report report = agent.settle();
            assertEquals(Report.State.REJECTED, report.getState());
            assertEquals(0, report.getBackends(0).getSlots());
            assertTrue(agent.probes.watched().containsKey(backend(1)));
        }
    }

    @Test
    void statusShowsHealth() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet("REJECT", "slowStart: 1m"));
            agent.settle();
            probe(agent, 1);
            agent.probes.answer(backend(1), FakeProbes.SILENT);
            probe(agent, 2);
            agent.probes.answer(backend(1), new ProbeOutcome.Passed());
            probe(agent, 2);
            String text = new StatusView(agent.report()).text();
            assertTrue(text.contains("healthy since 2026-01-02T"), text);
            assertTrue(text.contains("12.50% of weight"), text);
        }
    }
}
