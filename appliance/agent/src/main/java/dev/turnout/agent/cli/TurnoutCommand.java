package dev.turnout.agent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "turnout",
        description = "The agent of a layer-4 load balancer, and how to ask it things.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout run --broker mqtt://broker.example --box edge-1 --interface eth0",
            "  turnout check fleet.yaml",
            "  turnout status"
        })
public final class TurnoutCommand implements Callable<Integer> {
    private static final int WIDTH = 80;

    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            TablesCommand.class,
            ExplainCommand.class,
            DrainCommand.class,
            EnrolCommand.class,
            UninstallCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Does what the arguments say; the exit code. */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine(out, err, arguments).execute(arguments);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new TurnoutCommand());
        needed(arguments).forEach(line::addSubcommand);
        line.setOut(out)
                .setErr(err)
                .setUsageHelpWidth(WIDTH)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler((wrong, _) -> usage(wrong, err))
                .setExecutionExceptionHandler((bug, command, _) -> internal(bug, command, err));
        line.getSubcommands().values().forEach(each -> each.setUsageHelpAutoWidth(false));
        return line;
    }

    /** The command that is named first, otherwise all: to learn the options of one by reflection takes milliseconds. */
    private static List<Class<?>> needed(String... arguments) {
        return COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static int usage(ParameterException wrong, PrintWriter err) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        err.println(command + ": " + message + "; see '" + command + " --help'");
        return ExitCode.USAGE.number();
    }

    private static int internal(Exception bug, CommandLine command, PrintWriter err) {
        err.println(command.getCommandSpec().qualifiedName() + ": internal error, please report it: " + bug);
        bug.printStackTrace(err);
        return ExitCode.INTERNAL.number();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK.number();
    }
}
