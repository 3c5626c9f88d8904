package dev.turnout.hwtests.net;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.agent.os.Commands;
import java.time.Duration;
import java.util.List;

/** Commands of a topology, where a failure is a bug of the test or of the machine and so an exception. */
final class Run {
    private static final Commands COMMANDS = new Commands(Duration.ofMinutes(1));

    private Run() {}

    static String orThrow(String... argv) {
        return orThrow(List.of(argv), "");
    }

    static String orThrow(List<String> argv, String input) {
        return switch (result(argv, input)) {
            case CommandResult.Done(String out) -> out;
            case CommandResult failure -> throw new IllegalStateException(failure.toString());
        };
    }

    /** The output, also of a command that fails. */
    static String attempt(String... argv) {
        return switch (result(List.of(argv), "")) {
            case CommandResult.Done(String out) -> out;
            case CommandResult.Failed failed -> failed.out();
            case CommandResult other -> throw new IllegalStateException(other.toString());
        };
    }

    static CommandResult result(List<String> argv, String input) {
        return COMMANDS.run(argv, input);
    }
}
