package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.Request;
import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.plan.Plan;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Drain;
import dev.turnout.v1.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draining by command, and how far it is. */
class DrainTest {
    private static final Duration IDLE = Duration.ofMinutes(5);
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
                transition: {idle: 5m}
            pools:
              - name: web
                encapsulation: IPIP
                backends: [{address: 10.0.0.1}, {address: 10.0.0.2}]
            """;

    @TempDir
    private Path directory;

    private final Counting dataplane = new Counting();

    /** Counts the packets to backends that a test says. */
    private static final class Counting implements Dataplane {
        private final MemoryDataplane memory = new MemoryDataplane();
        private final Map<BackendId, Traffic> traffic = new HashMap<>();

        void packetTo(BackendId id) {
            traffic.merge(
                    id, new Traffic(1, 100), (a, b) -> new Traffic(a.packets() + b.packets(), a.bytes() + b.bytes()));
        }

        @Override
        public Capabilities capabilities() {
            return memory.capabilities();
        }

        @Override
        public ReadResult read() {
            return memory.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            return memory.apply(plan);
        }

        @Override
        public Counters counters() {
            return new Counters(
                    Map.of(), traffic, Map.of(), Map.of(), memory.counters().filters(), 0);
        }

        @Override
        public FlowTable flowTable() {
            return memory.flowTable();
        }

        @Override
        public SelfTest selfTest() {
            return memory.selfTest();
        }

        @Override
        public void close() {}
    }

    private AgentUnderTest agent() {
        return new AgentUnderTest(directory.resolve("data"), dataplane);
    }

    private static Answer ask(AgentUnderTest agent, String... words) throws InterruptedException {
        List<String> arguments = List.of(words);
        // The desk waits for the agent's thread, which is the test's.
        Answer[] answer = new Answer[1];
        Thread asking = Thread.ofVirtual()
                .start(() -> answer[0] = agent.desk().answer(new Request("drain", arguments, new byte[0])));
        while (asking.isAlive()) {
            agent.agent().step(Duration.ofMillis(10));
        }
        agent.settle();
        return answer[0];
    }

    private static Answer.Verdict verdict(Answer answer) {
        return assertInstanceOf(Answer.Told.class, answer, answer::toString).verdict();
    }

    private static String refusal(Answer answer) {
        return assertInstanceOf(Answer.Refused.class, answer, answer::toString).code();
    }

    private static Drain drain(AgentUnderTest agent, int backend) {
        return agent.report().getBackends(backend - 1).getDrain();
    }

    private static BackendId id(AgentUnderTest agent, String address) {
        return agent.agent().snapshot().orElseThrow().view().state().backends().values().stream()
                .filter(entry -> entry.key().address().toString().equals(address))
                .map(entry -> entry.id())
                .findFirst()
                .orElseThrow();
    }

    /** Time passes, looked at each second as the agent does. */
    private static void pass(AgentUnderTest agent, Duration time) throws InterruptedException {
        for (long second = 0; second < time.toSeconds(); second++) {
            agent.now = agent.now.plusSeconds(1);
            agent.agent().step(Duration.ZERO);
        }
        agent.settle();
    }

    @Test
    void isDrainedOnceNothingHasGoneToItForTheIdleTime() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            assertFalse(agent.report().getBackends(0).hasDrain());

            assertEquals(Answer.Verdict.DRAINING, verdict(ask(agent, "text", "10.0.0.1")));
            Drain begun = drain(agent, 1);
            assertTrue(begun.getOrdered() && begun.hasBegan() && !begun.getDrained(), begun::toString);
            assertTrue(begun.getSlots() > 0, "its flows are left to it");
            assertEquals(
                    BackendStatus.State.DRAINING, agent.report().getBackends(0).getState());
            assertEquals(0, agent.report().getBackends(0).getSlots());

            pass(agent, IDLE.dividedBy(2));
            dataplane.packetTo(id(agent, "10.0.0.1"));
            pass(agent, IDLE.dividedBy(2).plusSeconds(10));
            assertEquals(1, drain(agent, 1).getPackets());
            assertFalse(drain(agent, 1).getDrained());

            pass(agent, IDLE);
            assertTrue(drain(agent, 1).getDrained(), () -> drain(agent, 1).toString());
            assertEquals(0, drain(agent, 1).getSlots());
            Answer again = ask(agent, "text", "10.0.0.1");
            assertEquals(Answer.Verdict.FINE, verdict(again));
            assertTrue(((Answer.Told) again).text().contains("10.0.0.1  web   drained  ordered"), again::toString);
        }
    }

    @Test
    void anOrderOutlivesARestartAndDocumentsUntilItIsUndone() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            verdict(ask(agent, "text", "10.0.0.1"));
        }
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET.replace("generation: 1", "generation: 2").replace("10.0.0.1}", "10.0.0.1, weight: 7}"));
            Report report = agent.settle();
            assertEquals(2, report.getApplied().getGeneration());
            assertTrue(report.getBackends(0).getDrain().getOrdered());
            assertEquals(0, report.getBackends(0).getSlots());

            assertEquals(Answer.Verdict.FINE, verdict(ask(agent, "text", "10.0.0.1", "undo")));
            assertEquals(BackendStatus.State.UP, agent.report().getBackends(0).getState());
            assertFalse(agent.report().getBackends(0).hasDrain());
            assertEquals("NOT_DRAINED", refusal(ask(agent, "text", "10.0.0.1", "undo")));
        }
    }

    @Test
    void whatCannotBeDrainedIsRefused() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            assertEquals("UNKNOWN_BACKEND", refusal(ask(agent, "text", "10.0.0.9")));
            assertEquals("BAD_REQUEST", refusal(ask(agent, "text", "web")));
            verdict(ask(agent, "text", "10.0.0.1"));
            assertEquals("LAST_BACKEND", refusal(ask(agent, "text", "10.0.0.2")));
        }
    }

    @Test
    void aDocumentThatLeavesOnlyDrainedBackendsDrainsNobodyAndSaysSo() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            verdict(ask(agent, "text", "10.0.0.1"));
            agent.offer(FLEET.replace("generation: 1", "generation: 2").replace(", {address: 10.0.0.2}", ""));
            Report report = agent.settle();
            assertEquals("PGM_DRAIN_IGNORED", report.getWarnings(0).getCode());
            assertEquals(BackendStatus.State.UP, report.getBackends(0).getState());
        }
    }

    @Test
    void whoIsGoneFromEverywhereIsForgotten() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            verdict(ask(agent, "text", "10.0.0.1"));
            agent.offer(FLEET.replace("generation: 1", "generation: 2")
                    .replace("{address: 10.0.0.1}", "{address: 10.0.0.3}"));
            agent.settle();
            pass(agent, IDLE.plusSeconds(10));
            agent.offer(FLEET.replace("generation: 1", "generation: 3"));
            Report report = agent.settle();
            assertEquals(
                    1,
                    agent.logged("drain").stream()
                            .filter(line -> line.contains("forgotten"))
                            .count());
            assertEquals(BackendStatus.State.UP, report.getBackends(0).getState());
        }
    }

    @Test
    void weightZeroIsListedAndMeasuredTheSame() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(FLEET);
            agent.settle();
            assertEquals("No backend drains.\n", ((Answer.Told) ask(agent, "text")).text());
            agent.offer(FLEET.replace("generation: 1", "generation: 2").replace("10.0.0.1}", "10.0.0.1, weight: 0}"));
            agent.settle();
            String text = ((Answer.Told) ask(agent, "text")).text();
            assertTrue(text.contains("10.0.0.1  web   draining  weight 0"), text);
            assertTrue(((Answer.Told) ask(agent, "json")).text().contains("\"drain\""));
        }
    }
}
