package dev.turnout.agent.cli;

import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "uninstall",
        description = {
            "Detaches the XDP program and removes its pins: the box forwards nothing after that. Stop the agent before,"
                    + " or it refuses. The data directory stays."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  turnout uninstall")
final class UninstallCommand implements Callable<Integer> {
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
        return ExitCode.OK.number();
    }
}
