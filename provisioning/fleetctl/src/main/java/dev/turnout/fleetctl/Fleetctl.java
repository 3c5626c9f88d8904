package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerProblem;
import dev.turnout.fleetctl.ca.CaProblem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The entry point. */
@Command(
        name = "fleetctl",
        description =
                "Checks configurations, signs them, pushes them to boxes, shows what boxes report, and enrols boxes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            CheckCommand.class,
            PushCommand.class,
            ConfirmCommand.class,
            ReportCommand.class,
            KeyCommand.class,
            TrustCommand.class,
            CaCommand.class,
            BrokerCommand.class,
            ClaimCommand.class,
            RegistrarCommand.class,
            RevokeCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:the document is not valid, or the file cannot be read",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused",
            " 4:the box would not take the document, or could not apply it",
            " 5:the box has not answered in time"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl check fleet.yaml",
            "  fleetctl push fleet.yaml --broker mqtt://broker.example.net --box edge-1 --next --wait",
            "  fleetctl key create fleet.key",
            "  fleetctl push fleet.yaml --key fleet.key --broker mqtts://broker.example.net --box edge-1 --next --wait",
            "  fleetctl report --broker mqtt://broker.example.net --box edge-1"
        })
public final class Fleetctl {
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs one command line; both writers are flushed at the end. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Fleetctl())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Fleetctl::wrongUsage)
                .setExecutionExceptionHandler(Fleetctl::failed);
        if (args.length == 0) {
            line.usage(err);
            return Exit.USAGE;
        }
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int wrongUsage(ParameterException wrong, String[] args) {
        CommandLine line = wrong.getCommandLine();
        String help = line.getCommandSpec().qualifiedName() + " --help";
        line.getErr().println("fleetctl: " + wrong.getMessage() + "; '" + help + "' shows how");
        return Exit.USAGE;
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof BrokerProblem problem) {
            line.getErr().println("fleetctl: " + problem.sentence());
            return Exit.BROKER;
        }
        if (failure instanceof CaProblem problem) {
            line.getErr().println("fleetctl: " + problem.sentence());
            return Exit.INVALID;
        }
        if (failure instanceof KeyProblem problem) {
            line.getErr().println("fleetctl: " + problem.sentence());
            return Exit.INVALID;
        }
        throw failure;
    }
}
