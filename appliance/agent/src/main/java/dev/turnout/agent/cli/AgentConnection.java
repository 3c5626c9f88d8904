package dev.turnout.agent.cli;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.control.ControlClient;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of all commands that ask the running agent, and how they end. */
final class AgentConnection {
    /** The variable saves typing where there are several agents on one machine. */
    static final String DEFAULT_SOCKET = "${env:TURNOUT_SOCKET:-/run/turnout/agent.sock}";

    static final String SOCKET_DESCRIPTION =
            "Control socket of the agent. Default: $TURNOUT_SOCKET, or /run/turnout/agent.sock";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Option(names = "--socket", paramLabel = "PATH", defaultValue = DEFAULT_SOCKET, description = SOCKET_DESCRIPTION)
    @SuppressWarnings("NullAway.Init")
    private Path socket;

    ControlClient client() {
        return new ControlClient(socket);
    }

    /** Prints an answer; the exit code that it comes to. */
    int print(Answer answer) {
        ExitCode code = switch (answer) {
            case Answer.Told(Answer.Verdict verdict, String text) -> {
                command.commandLine().getOut().print(text);
                command.commandLine().getOut().flush();
                yield codeOf(verdict);
            }
            case Answer.Refused(String _, String message) -> complain(ExitCode.REFUSED, message);
            case Answer.Unreachable(String why) -> complain(ExitCode.NO_AGENT, why);
        };
        return code.number();
    }

    ExitCode complain(ExitCode code, String sentence) {
        command.commandLine().getErr().println(command.qualifiedName() + ": " + sentence);
        command.commandLine().getErr().flush();
        return code;
    }

    private static ExitCode codeOf(Answer.Verdict verdict) {
        return switch (verdict) {
            case FINE -> ExitCode.OK;
            case NOT_IN_SYNC -> ExitCode.NOT_IN_SYNC;
            case INVALID -> ExitCode.INVALID;
            case DOES_NOT_FIT -> ExitCode.DOES_NOT_FIT;
            case DRAINING -> ExitCode.DRAINING;
        };
    }
}
