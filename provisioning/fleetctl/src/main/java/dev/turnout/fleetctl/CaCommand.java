package dev.turnout.fleetctl;

import dev.turnout.fleetctl.ca.Authority;
import dev.turnout.fleetctl.ca.CaProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl ca …}: the fleet's certification authority. */
@Command(
        name = "ca",
        description = "Makes the fleet's certification authority, which signs boxes, brokers and operators.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {CaCommand.Init.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  fleetctl ca init fleet-ca"})
final class CaCommand extends CommandGroup {
    /** {@code fleetctl ca init DIRECTORY}. */
    @Command(
            name = "init",
            description = {
                "Makes a directory with the fleet's authority, one for claims, and the operator's own identity.",
                "Put trust.pem beside them, the public keys of 'fleetctl key create', and boxes are given it when they enrol."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:it is made", " 1:there is one already, or it cannot be written", " 2:wrong usage"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  fleetctl ca init fleet-ca",
                "  fleetctl key create fleet.key && cp fleet.key.pub fleet-ca/trust.pem",
                "  fleetctl broker init broker --ca-dir fleet-ca --host broker.example.net"
            })
    static final class Init implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(paramLabel = "DIRECTORY", description = "Where to make it; for its owner only.")
        @Nullable
        Path directory;

        @Override
        public Integer call() throws CaProblem {
            Path made = Authority.init(Objects.requireNonNull(directory), Instant.now())
                    .directory();
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println("made the authority in " + made
                            + ": keep it safe, and a copy of it; operators use --identity "
                            + made.resolve("fleetctl.p12"));
            return Exit.OK;
        }
    }
}
