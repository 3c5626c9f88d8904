package dev.turnout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.mqtt.MqttLink;
import dev.turnout.agent.mqtt.MqttSettings;
import dev.turnout.agent.mqtt.Ticker;
import dev.turnout.agent.source.Document;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.fixture.Mosquitto;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.schema.Topics;
import dev.turnout.schema.YamlDocuments;
import dev.turnout.v1.Answer;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent behind a real broker, from the published message to the published report. */
@Timeout(120)
class AgentOverMqttTest {
    private static final Topics TOPICS = new Topics("box-1");

    @TempDir
    private Path directory;

    private final MemoryDataplane dataplane = new MemoryDataplane();

    private MqttLink link(Mosquitto broker) {
        return link(broker, false);
    }

    private MqttLink link(Mosquitto broker, boolean signed) {
        MqttSettings settings = new MqttSettings(
                new BrokerAccess(broker.uri(), Optional.empty(), Optional.empty()), TOPICS, "1.2.3", signed);
        return new MqttLink(settings, Ticker.SYSTEM, new Random(1), _ -> {});
    }

    private AgentUnderTest agent(MqttLink link) {
        return new AgentUnderTest(directory.resolve("data"), dataplane, Optional.of(link));
    }

    private static byte[] fleet(int generation, int weight) {
        return YamlDocuments.read(FleetDocument.fleet(generation, weight).getBytes(UTF_8))
                .message()
                .toByteArray();
    }

    @Test
    void whateverIsPublishedIsAnsweredAndOnlyNewDocumentsForward() throws Exception {
        try (Mosquitto broker = Mosquitto.start(directory);
                MqttLink link = link(broker);
                AgentUnderTest agent = agent(link)) {
            broker.publish(TOPICS.desired(), fleet(1, 1), "-r", "-q", "1");
            expect(broker, agent, fleet(1, 1), Answer.Outcome.ACCEPTED, 1);
            broker.publish(TOPICS.desired(), fleet(1, 1), "-r", "-q", "1");
            expect(broker, agent, fleet(1, 1), Answer.Outcome.DUPLICATE, 1);
            byte[] garbage = new byte[50_000];
            new Random(3).nextBytes(garbage);
            broker.publish(TOPICS.desired(), garbage, "-q", "1");
            expect(broker, agent, garbage, Answer.Outcome.REJECTED, 1);
            byte[] huge = new byte[Document.MAX_BYTES];
            broker.publish(TOPICS.desired(), huge, "-q", "1");
            expect(broker, agent, huge, Answer.Outcome.REJECTED, 1);
            broker.publish(TOPICS.desired(), fleet(3, 3), "-q", "1");
            expect(broker, agent, fleet(3, 3), Answer.Outcome.ACCEPTED, 3);
            broker.publish(TOPICS.desired(), fleet(2, 5), "-q", "1");
            expect(broker, agent, fleet(2, 5), Answer.Outcome.STALE, 3);
        }
    }

    @Test
    void aBrokerThatDiesChangesNothingAndWhatItBringsNextIsApplied() throws Exception {
        try (Mosquitto broker = Mosquitto.start(directory);
                MqttLink link = link(broker);
                AgentUnderTest agent = agent(link)) {
            broker.publish(TOPICS.desired(), fleet(1, 1), "-r", "-q", "1");
            expect(broker, agent, fleet(1, 1), Answer.Outcome.ACCEPTED, 1);
            broker.kill();
            while (link.status().reachable()) {
                agent.agent().step(Duration.ofMillis(20));
            }
            assertEquals(Report.State.IN_SYNC, agent.settle().getState());
            broker.restart();
            broker.publish(TOPICS.desired(), fleet(2, 3), "-r", "-q", "1");
            // Published while the link comes back, it may be delivered twice: live, and as retained for the
            // subscription.
            Set<Answer.Outcome> once = EnumSet.of(Answer.Outcome.ACCEPTED, Answer.Outcome.DUPLICATE);
            expect(broker, agent, fleet(2, 3), once, 2);
        }
    }

    /** Steps until the agent has answered that message, and looks at what the broker retains of it. */
    @Test
    void aSignedPushIsTriedOutUntilItsConfirmationComes() throws Exception {
        try (Mosquitto broker = Mosquitto.start(directory);
                MqttLink link = link(broker, true);
                AgentUnderTest agent =
                        new AgentUnderTest(directory.resolve("data"), dataplane, link, SignedDocuments.TRUST)) {
            byte[] push = SignedDocuments.push(1, 1, 60);
            broker.publish(TOPICS.desired(), fleet(1, 1), "-q", "1");
            broker.publish(TOPICS.desired(), push, "-r", "-q", "1");
            awaitStage(agent, PushStatus.Stage.TRIAL);
            broker.publish(TOPICS.confirm(), SignedDocuments.confirmation(1, push), "-r", "-q", "1");
            awaitStage(agent, PushStatus.Stage.COMMITTED);
        }
    }

    @Test
    void aBrokerThatIsLostByAPushGetsTheBoxBack() throws Exception {
        try (Mosquitto broker = Mosquitto.start(directory);
                MqttLink link = link(broker, true);
                AgentUnderTest agent =
                        new AgentUnderTest(directory.resolve("data"), dataplane, link, SignedDocuments.TRUST)) {
            broker.publish(TOPICS.desired(), SignedDocuments.push(1, 1, 0), "-r", "-q", "1");
            awaitStage(agent, PushStatus.Stage.COMMITTED);
            broker.publish(TOPICS.desired(), SignedDocuments.push(2, 3, 60), "-r", "-q", "1");
            while (agent.report().getPush().getRevision().getGeneration() != 2) {
                agent.agent().step(Duration.ofMillis(20));
            }
            broker.kill();
            awaitStage(agent, PushStatus.Stage.ROLLED_BACK);
            assertEquals(1, agent.settle().getApplied().getGeneration());
            broker.restart();
            Report last;
            do {
                agent.now = agent.now.plusSeconds(1);
                agent.agent().step(Duration.ofMillis(20));
                last = Report.parseFrom(broker.next(TOPICS.reported()));
            } while (last.getPush().getStage() != PushStatus.Stage.ROLLED_BACK);
        }
    }

    private static void awaitStage(AgentUnderTest agent, PushStatus.Stage stage) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        do {
            assertTrue(System.nanoTime() < deadline, () -> "no " + stage);
            agent.agent().step(Duration.ofMillis(20));
            agent.now = agent.now.plusMillis(200);
        } while (agent.report().getPush().getStage() != stage);
    }

    private static void expect(
            Mosquitto broker, AgentUnderTest agent, byte[] message, Answer.Outcome outcome, int applied)
            throws Exception {
        expect(broker, agent, message, EnumSet.of(outcome), applied);
    }

    private static void expect(
            Mosquitto broker, AgentUnderTest agent, byte[] message, Set<Answer.Outcome> outcomes, int applied)
            throws Exception {
        byte[] digest = Document.of(Document.Format.PROTOBUF, message).digest();
        Predicate<Report> done = report ->
                java.util.Arrays.equals(digest, report.getAnswer().getDigest().toByteArray())
                        && outcomes.contains(report.getAnswer().getOutcome())
                        && report.getApplied().getGeneration() == applied
                        && report.getState() == Report.State.IN_SYNC;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        do {
            assertTrue(System.nanoTime() < deadline, () -> "still " + agent.report());
            agent.agent().step(Duration.ofMillis(20));
        } while (!done.test(agent.report()));
        while (!done.test(Report.parseFrom(broker.next(TOPICS.reported())))) {
            assertTrue(System.nanoTime() < deadline, "the broker does not have it");
        }
    }
}
