package dev.turnout.fleetctl;

import dev.turnout.fleetctl.ca.BrokerDirectory;
import dev.turnout.fleetctl.ca.CaProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl broker …}: what a mosquitto needs to be the fleet's broker. */
@Command(
        name = "broker",
        description = "Writes what a mosquitto needs to be the fleet's broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {BrokerCommand.Init.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  fleetctl broker init broker --ca-dir fleet-ca --host broker.example.net"})
final class BrokerCommand extends CommandGroup {
    /** {@code fleetctl broker init DIRECTORY}. */
    @Command(
            name = "init",
            description = {
                "Writes configuration, access rules, key and certificates of a mosquitto: TLS 1.3 alone, and nobody gets in"
                        + " without a certificate of the fleet's.",
                "Run anew it makes another certificate, and leaves what the broker keeps."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                " 0:written",
                " 1:the authority cannot be used, or a file cannot be written",
                " 2:wrong usage"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  fleetctl broker init broker --ca-dir fleet-ca --host broker.example.net --host 192.0.2.7",
                "  mosquitto -c broker/mosquitto.conf"
            })
    static final class Init implements Callable<Integer> {
        private static final int MOST_PORT = 65_535;

        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(paramLabel = "DIRECTORY", description = "Where to write it; for its owner only.")
        @Nullable
        Path directory;

        @Mixin
        AuthorityOptions authority = new AuthorityOptions();

        @Option(
                names = "--host",
                required = true,
                paramLabel = "NAME",
                description = "A name or an address by which boxes reach the broker; may be repeated.")
        List<String> hosts = List.of();

        @Option(
                names = "--port",
                paramLabel = "NUMBER",
                defaultValue = "8883",
                description = "For boxes and operators. Default: ${DEFAULT-VALUE}")
        int port;

        @Option(
                names = "--claims-port",
                paramLabel = "NUMBER",
                defaultValue = "8884",
                description = "For boxes that hold nothing but a claim. Default: ${DEFAULT-VALUE}")
        int claimsPort;

        @Override
        public Integer call() throws CaProblem {
            var line = Objects.requireNonNull(spec).commandLine();
            if (port < 1 || port > MOST_PORT || claimsPort < 1 || claimsPort > MOST_PORT || port == claimsPort) {
                throw new picocli.CommandLine.ParameterException(
                        line, "--port and --claims-port take two different ports from 1 to " + MOST_PORT);
            }
            Path made = Objects.requireNonNull(directory);
            BrokerDirectory.write(made, authority.load(), hosts, port, claimsPort, Instant.now());
            line.getOut()
                    .println("wrote " + made + "; run it as the user that owns it: mosquitto -c "
                            + made.resolve("mosquitto.conf"));
            return Exit.OK;
        }
    }
}
