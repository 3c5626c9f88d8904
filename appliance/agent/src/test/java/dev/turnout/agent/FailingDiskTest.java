package dev.turnout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.TracedChild.Call;
import dev.turnout.agent.TracedChild.Ended;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.v1.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of the kernel that fail as on a disk that dies. */
@Timeout(60)
class FailingDiskTest {
    private static final List<String> TEXTS = List.of("one", "two", "three");

    @TempDir
    private Path directory;

    /** Writes a file three times, and says each time what came of it and what is there. */
    static final class Writes {
        private Writes() {}

        public static void main(String[] arguments) {
            DurableFile file = new DurableFile(Path.of(arguments[0]), "state", 100);
            for (String text : TEXTS) {
                DurableFile.Wrote wrote = file.write(text.getBytes(UTF_8));
                String there = file.read() instanceof DurableFile.Found.Whole(byte[] payload)
                        ? new String(payload, UTF_8)
                        : "nothing";
                TracedChild.say(wrote.getClass().getSimpleName() + " " + there);
            }
        }
    }

    /** Offers a document. */
    static final class Offers {
        private Offers() {}

        public static void main(String[] arguments) throws Exception {
            try (AgentUnderTest agent = new AgentUnderTest(Path.of(arguments[0]), new MemoryDataplane())) {
                agent.offer(FleetDocument.fleet(1, 1), Offer.Order.BY_REVISION, () -> TracedChild.say("acknowledged"));
                agent.settle();
                Answer answer = agent.report().getAnswer();
                TracedChild.say(
                        answer.getReason().getCode() + " " + answer.getReason().getMessage());
            }
        }
    }

    @Test
    void theOutcomeOfAWriteIsWhatIsThereWhicheverCallFails() throws Exception {
        Path first = Files.createDirectory(directory.resolve("first"));
        Ended untouched = TracedChild.run(Writes.class, first, Optional.empty());
        assertEquals(List.of("Durable one", "Durable two", "Durable three"), untouched.output());
        List<String> seen = new ArrayList<>();
        for (Call call : untouched.calls()) {
            Path data = Files.createDirectory(directory.resolve(call.name() + call.number()));
            List<String> output = TracedChild.run(Writes.class, data, Optional.of(call.fault("error=EIO")))
                    .output();
            String before = "nothing";
            for (int i = 0; i < TEXTS.size(); i++) {
                String[] words = output.get(i).split(" ", -1);
                String expected = words[0].equals("Failed") ? before : TEXTS.get(i);
                assertEquals(expected, words[1], call + " " + output);
                before = words[1];
                seen.add(words[0]);
            }
            assertEquals(
                    2,
                    output.stream().filter(line -> line.startsWith("Durable ")).count(),
                    call + " " + output);
        }
        assertTrue(seen.contains("Failed") && seen.contains("Unsure"), seen::toString);
    }

    @Test
    void whatAPowerCutMayTakeBackIsNotAcknowledgedNeitherByTheNextProcess() throws Exception {
        // The first write is that of the accepted document.
        List<String> refused = TracedChild.run(Offers.class, directory, Optional.of("fdatasync:error=EIO:when=1+1"))
                .output();
        assertEquals(1, refused.size(), refused::toString);
        assertTrue(refused.getFirst().startsWith("AGENT_NOT_DURABLE "), refused::toString);
        assertTrue(refused.getFirst().contains("may not outlive a power cut"), refused::toString);

        Ended doubtful = TracedChild.run(Offers.class, directory, Optional.of("fdatasync:error=EIO:when=1+1"));
        assertFalse(doubtful.output().contains("acknowledged"), doubtful::toString);

        Ended again = TracedChild.run(Offers.class, directory, Optional.of("fdatasync:error=EIO:when=1"));
        assertEquals("acknowledged", again.output().getFirst());
        assertTrue(again.output().getLast().startsWith("AGENT_DUPLICATE "), again::toString);
        assertTrue(again.calls().stream().anyMatch(call -> call.name().equals("write")), "it was written once more");
    }
}
