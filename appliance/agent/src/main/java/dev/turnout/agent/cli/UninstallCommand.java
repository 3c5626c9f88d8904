package dev.turnout.agent.cli;

import dev.turnout.agent.os.BoxAddresses;
import dev.turnout.agent.os.Commands;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "uninstall",
        description = {
            "Detaches the XDP program, removes its pins, and takes the VIPs off the box's addresses: the box forwards"
                    + " nothing after that. Stop the agent before, or it refuses. The data directory stays."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  turnout uninstall")
final class UninstallCommand implements Callable<Integer> {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--bpffs",
            paramLabel = "PATH",
            defaultValue = RunCommand.DEFAULT_PINS,
            description = "Directory of the pins. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private Path pins;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean there = Files.isDirectory(pins);
        Optional<Refusal> refusal = XdpDataplane.uninstall(pins);
        if (refusal.isPresent()) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + refusal.get());
            return ExitCode.REFUSED.number();
        }
        out.println(
                there
                        ? "Detached the XDP program and removed its maps, program and links from " + pins + "."
                        : "Nothing is installed at " + pins + ".");
        OptionalInt removed = BoxAddresses.removeVips(new Commands(COMMAND_LIMIT));
        if (removed.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName()
                            + ": the VIPs could not be taken off the box's addresses; see 'ip addr show lo'");
            return ExitCode.REFUSED.number();
        }
        if (removed.getAsInt() > 0) {
            out.println("Took " + removed.getAsInt() + " VIP addresses off the box.");
        }
        return ExitCode.OK.number();
    }
}
