package dev.turnout.agent;

import static dev.turnout.agent.FleetDocument.fleet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.turnout.agent.control.Request;
import dev.turnout.agent.os.Resolution;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.ebpf.InterfaceState;
import dev.turnout.ebpf.Refusal;
import dev.turnout.v1.Answer;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Report;
import dev.turnout.v1.TransitionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentTest {
    static final BackendKey SECOND =
            new BackendKey(IpAddress.parse("10.0.0.2").orElseThrow(), new Encapsulation.Ipip());

    @TempDir
    private Path directory;

    private final MemoryDataplane dataplane = new MemoryDataplane();

    private AgentUnderTest agent() {
        return new AgentUnderTest(directory.resolve("data"), dataplane);
    }

    @Test
    void aDocumentIsDurableAcknowledgedAndApplied() throws Exception {
        try (AgentUnderTest agent = agent()) {
            assertEquals(Report.State.EMPTY, agent.settle().getState());
            AtomicInteger acknowledged = agent.offer(fleet(1, 1));
            Report report = agent.settle();
            assertEquals(1, acknowledged.get());
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertEquals(1, report.getApplied().getGeneration());
            assertEquals(Answer.Outcome.ACCEPTED, report.getAnswer().getOutcome());
            assertEquals(
                    List.of(512L, 512L),
                    report.getBackendsList().stream()
                            .map(BackendStatus::getSlots)
                            .toList());
            assertTrue(report.getServices(0).getAnnounced());
            assertEquals(report, Report.parseFrom(agent.reports.published.getLast()));
        }
    }

    @Test
    void oldDoubledOutOfOrderAndGarbageChangeNothingAndAreAnswered() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(5, 1));
            Report before = agent.settle();
            record Case(String document, Answer.Outcome outcome, String code) {}
            for (Case each : List.of(
                    new Case(fleet(5, 1), Answer.Outcome.DUPLICATE, "AGENT_DUPLICATE"),
                    new Case(fleet(5, 3), Answer.Outcome.STALE, "AGENT_SAME_REVISION"),
                    new Case(fleet(4, 3), Answer.Outcome.STALE, "AGENT_STALE"),
                    new Case("\u0000\u0001garbage: [", Answer.Outcome.REJECTED, "AGENT_INVALID"),
                    new Case("", Answer.Outcome.REJECTED, "AGENT_INVALID"),
                    new Case(
                            fleet(6, 1).replace("198.51.100.1", "192.0.2.250"),
                            Answer.Outcome.REJECTED,
                            "AGENT_INVALID"),
                    new Case(fleet(6, 70_000), Answer.Outcome.REJECTED, "AGENT_INVALID"))) {
                AtomicInteger acknowledged = agent.offer(each.document());
                Report report = agent.settle();
                assertEquals(each.outcome(), report.getAnswer().getOutcome(), each.document());
                assertEquals(each.code(), report.getAnswer().getReason().getCode());
                assertEquals(
                        each.outcome() == Answer.Outcome.REJECTED,
                        report.getAnswer().getViolationsCount() > 0);
                assertEquals(
                        Document.of(Document.Format.YAML, each.document().getBytes(UTF_8))
                                .digest()
                                .length,
                        report.getAnswer().getDigest().size());
                assertEquals(1, acknowledged.get(), "it need not come again");
                assertEquals(
                        before.toBuilder().clearAnswer().build(),
                        report.toBuilder().clearAnswer().build());
            }
        }
    }

    @Test
    void aFileIsWhatItSaysWhateverItsRevision() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(5, 1), Offer.Order.BY_ARRIVAL);
            agent.settle();
            agent.offer(fleet(4, 3), Offer.Order.BY_ARRIVAL);
            Report report = agent.settle();
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertEquals(4, report.getApplied().getGeneration());
        }
    }

    @Test
    void aBoxThatBootsWithoutABrokerForwardsWhatItHadAndKeepsItsIds() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            agent.offer(fleet(2, 3));
            agent.settle();
        }
        var ids = backendIds();
        MemoryDataplane empty = new MemoryDataplane();
        try (AgentUnderTest agent = new AgentUnderTest(directory.resolve("data"), empty)) {
            Report report = agent.settle();
            assertEquals(Report.State.IN_SYNC, report.getState());
            assertEquals(2, report.getApplied().getGeneration());
            assertEquals(
                    ids,
                    agent.agent()
                            .snapshot()
                            .orElseThrow()
                            .view()
                            .state()
                            .backends()
                            .keySet());
            assertTrue(
                    report.getServices(0).getSlotsInTransition() > 0, "the last change still runs on its neighbours");
            assertEquals(Answer.Outcome.OUTCOME_UNSPECIFIED, report.getAnswer().getOutcome());
        }
    }

    private java.util.Set<?> backendIds() {
        return switch (dataplane.read()) {
            case dev.turnout.core.dataplane.ReadResult.Read read ->
                read.snapshot().state().backends().keySet();
            case dev.turnout.core.dataplane.ReadResult.Unreadable _ -> throw new AssertionError();
        };
    }

    @Test
    void aRestartOnTheSameDataPlaneWritesNothing() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
        }
        try (AgentUnderTest agent = agent()) {
            agent.settle();
            assertEquals(List.of(), agent.logged("programmed"));
            assertEquals(Report.State.IN_SYNC, agent.report().getState());
        }
    }

    @Test
    void whatCannotBeMadeDurableIsNeitherAppliedNorAcknowledgedUntilItCan() throws Exception {
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        run("mount", "-t", "tmpfs", "-o", "size=64k", "turnout-test", data.toString());
        try (AgentUnderTest agent = agent()) {
            Path filler = Files.write(data.resolve("filler"), new byte[64 << 10]);
            AtomicInteger acknowledged = agent.offer(fleet(1, 1));
            Report report = agent.settle();
            assertEquals(0, acknowledged.get());
            assertEquals(Report.State.EMPTY, report.getState());
            assertEquals("AGENT_NOT_DURABLE", report.getAnswer().getReason().getCode());
            assertEquals(1, agent.logged("document").size());
            Files.delete(filler);
            report = agent.settle();
            assertEquals(1, acknowledged.get());
            assertEquals(Report.State.IN_SYNC, report.getState());
        } finally {
            run("umount", data.toString());
        }
    }

    @Test
    void whatForwardsIsKeptUpWhileTheDiskRefusesItsSuccessor() throws Exception {
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        run("mount", "-t", "tmpfs", "-o", "size=64k", "turnout-test", data.toString());
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            Files.write(data.resolve("filler"), new byte[48 << 10]);
            AtomicInteger refused = agent.offer(fleet(2, 1) + "\n#" + "x".repeat(20_000));
            Report report = agent.settle();
            assertEquals("AGENT_NOT_DURABLE", report.getAnswer().getReason().getCode());
            assertEquals(Report.State.IN_SYNC, report.getState());
            agent.ways.set(SECOND, new Resolution.NoNeighbour("nobody answers"));
            report = agent.settle();
            assertEquals(1, report.getApplied().getGeneration());
            assertEquals(2, agent.logged("programmed").size(), agent.logged("programmed")::toString);
            assertEquals(0, refused.get());
        } finally {
            run("umount", data.toString());
        }
    }

    @Test
    void whatWaitsForTheDiskIsNotForgottenOverWhatComesNext() throws Exception {
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        run("mount", "-t", "tmpfs", "-o", "size=64k", "turnout-test", data.toString());
        try (AgentUnderTest agent = agent()) {
            Path filler = Files.write(data.resolve("filler"), new byte[64 << 10]);
            AtomicInteger newest = agent.offer(fleet(2, 1));
            agent.settle();
            AtomicInteger older = agent.offer(fleet(1, 1));
            AtomicInteger garbage = agent.offer("garbage: [");
            agent.settle();
            assertEquals(List.of(0, 0, 1), List.of(newest.get(), older.get(), garbage.get()));
            Files.delete(filler);
            Report report = agent.settle();
            assertEquals(List.of(1, 1, 1), List.of(newest.get(), older.get(), garbage.get()));
            assertEquals(2, report.getApplied().getGeneration());
        } finally {
            run("umount", data.toString());
        }
    }

    @Test
    void aBugMetWhileADocumentIsJudgedEndsNeitherTheLoopNorTheDocument() throws Exception {
        try (AgentUnderTest agent = agent()) {
            var works = agent.management;
            agent.management = () -> {
                throw new IllegalStateException("a bug");
            };
            AtomicInteger acknowledged = agent.offer(fleet(1, 1));
            assertEquals("AGENT_BUG", agent.settle().getLastError().getCode());
            assertEquals(0, acknowledged.get());
            agent.management = works;
            assertEquals(Report.State.IN_SYNC, agent.settle().getState());
            assertEquals(1, acknowledged.get());
        }
    }

    @Test
    void itRestsOnceAfterAChangeWhenNothingHasBeenToDoForAWhile() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.settle();
            agent.now = agent.now.plus(Agent.TICK);
            agent.settle();
            assertEquals(0, agent.rests, "nothing has changed");
            agent.offer(fleet(1, 1));
            agent.settle();
            assertEquals(0, agent.rests, "something may come");
            agent.now = agent.now.plus(Agent.TICK);
            agent.settle();
            agent.now = agent.now.plus(Agent.TICK);
            agent.settle();
            assertEquals(1, agent.rests);
        }
    }

    @Test
    void aRestartBeforeTheKernelAnswersUnlearnsNoNextHop() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
        }
        try (AgentUnderTest agent = agent()) {
            agent.ways.silent = true;
            agent.settle();
            agent.now = agent.now.plus(Agent.SURVEY_PATIENCE);
            Report report = agent.settle();
            assertEquals(List.of(), agent.logged("programmed"));
            assertTrue(report.getBackends(0).getResolved());
        }
    }

    @Test
    void aConfigurationWaitsForWaysToItsBackendsButNotForEver() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.ways.silent = true;
            agent.offer(fleet(1, 1));
            assertFalse(agent.settle().hasApplied());
            agent.now = agent.now.plus(Agent.SURVEY_PATIENCE);
            Report report = agent.settle();
            assertTrue(report.hasApplied());
            assertFalse(report.getBackends(0).getResolved());
            agent.ways.silent = false;
            assertTrue(agent.settle().getBackends(0).getResolved());
        }
    }

    @Test
    void aNeighbourThatIsBeingAskedIsWaitedForALittle() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.ways.set(SECOND, new Resolution.Unresolved("its neighbour is being asked"));
            agent.offer(fleet(1, 1));
            assertFalse(agent.settle().hasApplied());
            agent.now = agent.now.plus(Agent.NEIGHBOUR_PATIENCE);
            Report report = agent.settle();
            assertTrue(report.hasApplied());
            assertEquals("its neighbour is being asked", report.getBackends(1).getWhy());
            assertEquals(BackendStatus.State.UP, report.getBackends(1).getState());
        }
    }

    @Test
    void aBackendWithoutANeighbourIsDeadAndItsSlotsMoveAtOnce() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            BackendKey second = new BackendKey(IpAddress.parse("10.0.0.2").orElseThrow(), new Encapsulation.Ipip());
            agent.ways.set(second, new Resolution.NoNeighbour("nobody answers for 10.0.0.2"));
            Report report = agent.settle();
            assertEquals(1024, report.getBackends(0).getSlots());
            assertEquals(BackendStatus.State.DEAD, report.getBackends(1).getState());
            assertEquals("nobody answers for 10.0.0.2", report.getBackends(1).getWhy());
            assertEquals(0, report.getTransitionsCount());
        }
    }

    @Test
    void aStepOfTheWallClockMovesTheTimesInReportsAndEndsNothing() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            agent.offer(fleet(2, 3));
            Report before = agent.settle();
            assertTrue(before.getTransitionsCount() > 0);
            TransitionStatus transition = before.getTransitions(0);
            assertEquals(transition.getIdle(), transition.getLeftByIdle());
            assertEquals(24 * 3600, transition.getLeftByCeiling().getSeconds());
            assertEquals(0.001, transition.getMaxFalsePositiveRate());
            int sent = agent.reports.published.size();
            for (Duration step : List.of(Duration.ofDays(56 * 365), Duration.ofDays(-7))) {
                agent.wallAhead = step;
                Report after = agent.settle();
                long seconds = step.toSeconds();
                assertEquals(
                        before.getTransitions(0).getSlots(),
                        after.getTransitions(0).getSlots());
                for (Function<Report, Timestamp> time : List.<Function<Report, Timestamp>>of(
                        Report::getTime,
                        Report::getAppliedTime,
                        report -> report.getAnswer().getTime(),
                        report -> report.getTransitions(0).getBegan(),
                        report -> report.getTransitions(0).getEndsBy())) {
                    assertEquals(
                            time.apply(before).getSeconds() + seconds,
                            time.apply(after).getSeconds());
                }
            }
            assertEquals(sent + 2, agent.reports.published.size());
        }
    }

    @Test
    void reportsAreSentWhenSomethingHappensAndOnceInAWhile() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            int sent = agent.reports.published.size();
            agent.now = agent.now.plusSeconds(1);
            agent.settle();
            assertEquals(sent, agent.reports.published.size());
            agent.now = agent.now.plus(ReportPublisher.INTERVAL);
            agent.settle();
            assertEquals(sent + 1, agent.reports.published.size());
        }
    }

    @Test
    void theControlDeskShowsTablesStatusAndChecks() throws Exception {
        try (AgentUnderTest agent = agent()) {
            assertInstanceOf(
                    dev.turnout.agent.control.Answer.Refused.class, agent.desk().answer(request("status")));
            agent.offer(fleet(1, 1));
            agent.settle();
            agent.offer(fleet(2, 3));
            agent.settle();
            String tables = told(agent, "tables", "text", "web");
            assertTrue(tables.contains("10.0.0.2  ipip       3  75.00%    768  75.00%        0"), tables);
            assertTrue(tables.lines().allMatch(line -> line.length() <= 80), tables);
            assertTrue(told(agent, "tables", "json").contains("\"slotsMoved\": 256"), tables);
            assertTrue(told(agent, "status", "text").contains("in sync"));
            assertTrue(told(agent, "status", "json").contains("\"state\": \"IN_SYNC\""));
            var unknown = agent.desk().answer(request("tables", "text", "nobody"));
            assertEquals("UNKNOWN_SERVICE", ((dev.turnout.agent.control.Answer.Refused) unknown).code());
        }
    }

    @Test
    void anInterfaceThatIsGoneIsNamedAndMakesTheBoxLessThanFine() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            Refusal why = new Refusal("XDP_NO_DEVICE", "There is no interface eth1 in this network namespace.", "");
            List<InterfaceState> states =
                    List.of(new InterfaceState.Attached("eth0", false), new InterfaceState.Detached("eth1", why));
            agent.plane = InterfaceReport.status(List.of("eth0", "eth1"), "XDP native on eth0", states);
            agent.findings = InterfaceReport.findings(List.of(), states);
            agent.offer(fleet(2, 3));
            assertEquals(2, agent.settle().getApplied().getGeneration(), "the other goes on being programmed");
            var told = assertInstanceOf(
                    dev.turnout.agent.control.Answer.Told.class, agent.desk().answer(request("status", "text")));
            assertEquals(dev.turnout.agent.control.Answer.Verdict.NOT_IN_SYNC, told.verdict());
            assertTrue(
                    told.text().contains("xdp on eth0, eth1, XDP native on eth0, forwarding, NOT ON eth1\n"),
                    told.text());
            assertTrue(told.text().contains("interface     error: There is no interface eth1"), told.text());
            assertTrue(told.text().contains("remedy: Bring it back"), told.text());
        }
    }

    @Test
    void explainIsAnsweredByTheThreadThatSteps() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            agent.settle();
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(
                    () -> told(agent, "explain", "text", "192.0.2.7:40000", "198.51.100.1:80", "tcp"));
            while (!asked.isDone()) {
                agent.agent().step(Duration.ofMillis(10));
            }
            String text = asked.get(1, TimeUnit.SECONDS);
            assertTrue(text.startsWith("192.0.2.7:40000 -> 198.51.100.1:80 tcp\n"), text);
            assertTrue(text.contains("web 198.51.100.1:80/tcp"), text);
            assertTrue(text.contains("none: the slot is stable"), text);
        }
    }

    @Test
    void aFloodOfQuestionsIsRefusedInWords() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.settle();
            for (int i = 0; i < Inbox.MOST_ASKED; i++) {
                assertTrue(agent.agent().ask(() -> 1).isPresent());
            }
            Request explain = request("explain", "text", "192.0.2.7:40000", "198.51.100.1:80", "tcp");
            assertEquals(
                    new dev.turnout.agent.control.Answer.Refused(
                            "BUSY", "the agent has too many questions before it; ask again"),
                    agent.desk().answer(explain));
            agent.settle();
            assertTrue(agent.agent().ask(() -> 1).isPresent());
        }
    }

    @Test
    void checkTellsWhatWouldChangeAndChangesNothing() throws Exception {
        try (AgentUnderTest agent = agent()) {
            agent.offer(fleet(1, 1));
            Report before = agent.settle();
            byte[] document = fleet(2, 3).getBytes(UTF_8);
            var answer = agent.desk().answer(new Request("check", List.of("yaml", document.length + ""), document));
            String text = assertInstanceOf(dev.turnout.agent.control.Answer.Told.class, answer)
                    .text();
            assertTrue(text.contains("256 slots of 1024 would move"), text);
            assertTrue(text.contains("10.0.0.2  ipip       3  75.00%    768  75.00%"), text);
            assertEquals(before.getApplied(), agent.settle().getApplied());
            byte[] bad = "generation: 3\n".getBytes(UTF_8);
            answer = agent.desk().answer(new Request("check", List.of("yaml", bad.length + ""), bad));
            assertEquals(
                    dev.turnout.agent.control.Answer.Verdict.INVALID,
                    assertInstanceOf(dev.turnout.agent.control.Answer.Told.class, answer)
                            .verdict());
        }
    }

    private static Request request(String verb, String... arguments) {
        return new Request(verb, List.of(arguments), new byte[0]);
    }

    private static String told(AgentUnderTest agent, String verb, String... arguments) {
        return assertInstanceOf(
                        dev.turnout.agent.control.Answer.Told.class,
                        agent.desk().answer(request(verb, arguments)))
                .text();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), String.join(" ", command));
    }
}
