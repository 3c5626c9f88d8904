package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.TracedChild.Call;
import dev.turnout.agent.TracedChild.Ended;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.v1.PushStatus.Stage;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A box is killed before each of its calls that change the disk, from the push over its trial to its end, and started again. */
@Timeout(180)
class KilledInTrialTest {
    private static final int KILLED = 128 + 9;
    private static final int TRIAL = 60;
    private static final byte[] MESSAGE = SignedDocuments.push(2, 3, TRIAL);

    @TempDir
    private Path directory;

    /** A box that takes a push and tries it out; told to, it hears that it may stay, and otherwise waits for the end. */
    static final class Life {
        private Life() {}

        public static void main(String[] arguments) throws Exception {
            boolean confirmed = Files.exists(Path.of(arguments[0], "confirmed"));
            try (AgentUnderTest agent =
                    new AgentUnderTest(Path.of(arguments[0]), new MemoryDataplane(), SignedDocuments.TRUST)) {
                agent.settle();
                agent.offer(MESSAGE);
                pass(agent, 3);
                TracedChild.say(agent.report().getPush().getStage().toString());
                if (confirmed) {
                    agent.offer(SignedDocuments.confirmation(2, MESSAGE));
                }
                pass(agent, TRIAL + 2);
                TracedChild.say(agent.report().getPush().getStage().toString());
            }
        }
    }

    private static void pass(AgentUnderTest agent, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            agent.now = agent.now.plusSeconds(1);
            Report ignored = agent.settle();
        }
    }

    @BeforeEach
    void aBoxHasACommittedConfiguration() throws Exception {
        Files.createDirectory(directory.resolve("lived"));
        try (AgentUnderTest agent =
                new AgentUnderTest(directory.resolve("lived"), new MemoryDataplane(), SignedDocuments.TRUST)) {
            agent.offer(SignedDocuments.push(1, 1, 0));
            assertEquals(Stage.COMMITTED, agent.settle().getPush().getStage());
        }
    }

    @Test
    void confirmedOnceItStaysHoweverOftenItIsKilledAfterThat() throws Exception {
        killedEverywhere(true);
    }

    @Test
    void unconfirmedItIsTakenBackHoweverOftenItIsKilled() throws Exception {
        killedEverywhere(false);
    }

    private void killedEverywhere(boolean confirmed) throws Exception {
        Ended untouched = TracedChild.run(Life.class, copy("untouched", confirmed), Optional.empty());
        String end = confirmed ? "COMMITTED" : "ROLLED_BACK";
        assertEquals(List.of("TRIAL", end), untouched.output());
        List<Callable<Stage>> lives = untouched.calls().stream()
                .<Callable<Stage>>map(call -> () -> killedAt(call, confirmed))
                .toList();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Set<Stage> found = new HashSet<>();
            for (Future<Stage> life : pool.invokeAll(lives)) {
                found.add(life.get());
            }
            assertTrue(found.size() >= 2, () -> "killed in several stages: " + found);
        }
    }

    /** In which stage it was found. */
    private Stage killedAt(Call call, boolean confirmed) throws IOException, InterruptedException {
        Path data = copy(call.name() + call.number(), confirmed);
        Ended killed = TracedChild.run(Life.class, data, Optional.of(call.fault("signal=KILL")));
        assertEquals(KILLED, killed.code(), () -> call + " " + killed);
        try (AgentUnderTest agent = new AgentUnderTest(data, new MemoryDataplane(), SignedDocuments.TRUST)) {
            Stage found = agent.settle().getPush().getStage();
            // The broker sends what it retains; what has had its end is on the disk, and needs no word more.
            if (killed.output().size() < 2) {
                agent.offer(MESSAGE);
            }
            if (confirmed && killed.output().size() < 2) {
                pass(agent, 3);
                agent.offer(SignedDocuments.confirmation(2, MESSAGE));
            }
            pass(agent, 2 * TRIAL);
            Report report = agent.report();
            assertEquals(
                    confirmed ? Stage.COMMITTED : Stage.ROLLED_BACK,
                    report.getPush().getStage(),
                    call::toString);
            assertEquals(confirmed ? 2 : 1, report.getApplied().getGeneration(), call::toString);
            assertEquals(2, report.getPush().getRevision().getGeneration());
            assertEquals(List.of(), agent.logged("state_lost"), call::toString);
            return found;
        }
    }

    private Path copy(String name, boolean confirmed) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(directory.resolve("lived"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        if (confirmed) {
            Files.createFile(copy.resolve("confirmed"));
        }
        return copy;
    }
}
