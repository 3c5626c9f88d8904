package dev.turnout.agent.os;

import java.time.Duration;
import java.util.List;

/** How a command ended. Each failure reads as one sentence. */
public sealed interface CommandResult {
    /** It exited with status 0. */
    record Done(String out) implements CommandResult {}

    /**
     * It exited with another status.
     *
     * @param out what it had printed, which for {@code ip -force -batch} is still useful
     * @param err the end of what it said on stderr
     */
    record Failed(List<String> argv, int status, String out, String err) implements CommandResult {
        @Override
        public String toString() {
            return String.join(" ", argv) + " ended with status " + status + (err.isEmpty() ? "" : ": " + err.strip());
        }
    }

    /** It was killed at its deadline. */
    record TimedOut(List<String> argv, Duration limit) implements CommandResult {
        @Override
        public String toString() {
            return String.join(" ", argv) + " did not end within " + limit.toMillis() + " ms and was killed";
        }
    }

    /** It printed more than is read of any command, and was killed. */
    record TooLong(List<String> argv, int limit) implements CommandResult {
        @Override
        public String toString() {
            return String.join(" ", argv) + " printed more than " + limit + " bytes and was killed";
        }
    }

    /** There is no such program, or it may not be run. */
    record NotStarted(List<String> argv, String reason) implements CommandResult {
        @Override
        public String toString() {
            return argv.getFirst() + " could not be started: " + reason;
        }
    }

    /** The waiting thread was interrupted; its interrupt flag is set again and the command was killed. */
    record Interrupted(List<String> argv) implements CommandResult {
        @Override
        public String toString() {
            return String.join(" ", argv) + " was killed, since the thread that waited for it was interrupted";
        }
    }
}
