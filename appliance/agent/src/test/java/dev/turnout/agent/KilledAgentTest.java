package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.TracedChild.Call;
import dev.turnout.agent.TracedChild.Ended;
import dev.turnout.agent.os.Resolution;
import dev.turnout.agent.source.Offer;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent is killed before each of its calls that change the disk, and started again. */
@Timeout(120)
class KilledAgentTest {
    private static final int KILLED = 128 + 9;
    private static final int BEFORE = 2;
    private static final int OFFERED = 3;

    @TempDir
    private Path directory;

    /** An agent that goes on from a directory, takes a document, carries it out, and loses a backend. */
    static final class Life {
        private Life() {}

        public static void main(String[] arguments) throws Exception {
            try (AgentUnderTest agent = new AgentUnderTest(Path.of(arguments[0]), new MemoryDataplane())) {
                agent.settle();
                agent.offer(
                        FleetDocument.fleet(OFFERED, 5),
                        Offer.Order.BY_REVISION,
                        () -> TracedChild.say("acknowledged " + OFFERED));
                agent.settle();
                agent.ways.set(AgentTest.SECOND, new Resolution.NoNeighbour("nobody answers"));
                agent.settle();
                TracedChild.say(agent.report().getState().toString());
            }
        }
    }

    @BeforeEach
    void anAgentHasRun() throws Exception {
        Files.createDirectory(directory.resolve("lived"));
        try (AgentUnderTest agent = new AgentUnderTest(directory.resolve("lived"), new MemoryDataplane())) {
            for (int generation = 1; generation <= BEFORE; generation++) {
                agent.offer(FleetDocument.fleet(generation, generation));
                assertEquals(Report.State.IN_SYNC, agent.settle().getState());
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereWheneverItIsKilled() throws Exception {
        Ended untouched = TracedChild.run(Life.class, copy("untouched"), Optional.empty());
        assertEquals(List.of("acknowledged " + OFFERED, "IN_SYNC"), untouched.output());
        assertEquals(3, named(untouched, "fdatasync"), "what is found, accepted and applied, without a backend");
        assertTrue(named(untouched, "fsync") >= 1, untouched::toString);
        List<Callable<Boolean>> lives = untouched.calls().stream()
                .<Callable<Boolean>>map(call -> () -> killedAt(call))
                .toList();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Set<Boolean> outcomes = new HashSet<>();
            for (Future<Boolean> life : pool.invokeAll(lives)) {
                outcomes.add(life.get());
            }
            assertEquals(Set.of(false, true), outcomes, "killed before it was acknowledged, and after");
        }
    }

    /** Whether the document was acknowledged before. */
    private boolean killedAt(Call call) throws IOException, InterruptedException {
        Path data = copy(call.name() + call.number());
        Ended killed = TracedChild.run(Life.class, data, Optional.of(call.fault("signal=KILL")));
        assertEquals(KILLED, killed.code(), () -> call + " " + killed);
        boolean acknowledged = killed.output().contains("acknowledged " + OFFERED);
        goesOn(data, acknowledged ? OFFERED : BEFORE, call);
        return acknowledged;
    }

    private static long named(Ended ended, String name) {
        return ended.calls().stream().filter(call -> call.name().equals(name)).count();
    }

    /** After a call: it finds at least this generation, takes another, and leaves nothing lying about. */
    private static void goesOn(Path data, int least, Call call) throws IOException, InterruptedException {
        try (AgentUnderTest agent = new AgentUnderTest(data, new MemoryDataplane())) {
            Report report = agent.settle();
            assertEquals(Report.State.IN_SYNC, report.getState(), call::toString);
            long found = report.getApplied().getGeneration();
            assertTrue(found == OFFERED || found == least, () -> call + " found " + found);
            for (String event : List.of("state_lost", "state_damaged", "stored_document_refused", "not_durable")) {
                assertEquals(List.of(), agent.logged(event), call::toString);
            }
            AtomicInteger acknowledged = agent.offer(FleetDocument.fleet(OFFERED + 1, 1));
            assertEquals(OFFERED + 1, agent.settle().getApplied().getGeneration(), call::toString);
            assertEquals(1, acknowledged.get());
        }
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(
                    List.of("lock", "state.0", "state.1"),
                    files.map(file -> file.getFileName().toString()).sorted().toList(),
                    call::toString);
        }
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(directory.resolve("lived"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
