package dev.turnout.agent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandsTest {
    private final Commands commands = new Commands(Duration.ofSeconds(30));

    @Test
    void handsInputOnAndOutputBack() {
        String text = "line\n".repeat(100_000);
        assertEquals(new CommandResult.Done(text), commands.run(List.of("cat"), text));
    }

    @Test
    void aFailureKeepsWhatWasPrinted() {
        List<String> argv = List.of("sh", "-c", "echo out; echo err >&2; exit 3");
        CommandResult result = commands.run(argv, "");
        assertEquals(new CommandResult.Failed(argv, 3, "out\n", "err\n"), result);
        assertTrue(result.toString().endsWith("ended with status 3: err"), result::toString);
    }

    @Test
    void aProgramThatDoesNotReadItsInputIsNoFailure() {
        assertEquals(new CommandResult.Done(""), commands.run(List.of("true"), "x".repeat(1 << 20)));
    }

    @Test
    void theDeadlineKillsChildrenToo() {
        Commands hasty = new Commands(Duration.ofMillis(100));
        // The shell's child holds the pipe open; it must not outlive the deadline.
        assertInstanceOf(CommandResult.TimedOut.class, hasty.run("sh", "-c", "sleep 1000; true"));
    }

    @Test
    void tooMuchOutputEndsTheProgram() {
        assertInstanceOf(CommandResult.TooLong.class, commands.run("cat", "/dev/zero"));
    }

    @Test
    void aMissingProgramIsAResult() {
        CommandResult result = commands.run("no-such-program-anywhere");
        assertInstanceOf(CommandResult.NotStarted.class, result);
        assertTrue(result.toString().startsWith("no-such-program-anywhere could not be started"), result::toString);
    }

    @Test
    void anInterruptIsHandedOn() throws InterruptedException {
        boolean[] seen = new boolean[2];
        Thread thread = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            seen[0] = commands.run("sleep", "1000") instanceof CommandResult.Interrupted;
            seen[1] = Thread.currentThread().isInterrupted();
        });
        assertTrue(thread.join(Duration.ofSeconds(20)));
        assertTrue(seen[0] && seen[1]);
    }
}
