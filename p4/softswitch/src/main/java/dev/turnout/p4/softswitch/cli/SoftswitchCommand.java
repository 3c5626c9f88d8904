package dev.turnout.p4.softswitch.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "softswitch",
        description = {
            "A switch in software that runs a compiled P4 program for v1model between network interfaces, and is"
                    + " programmed by P4Runtime. It is for tests and laboratories, and no production data plane: it"
                    + " interprets the program, one packet at a time, and takes orders from whoever reaches it, without TLS."
                    + " It runs until it is told to stop, and forwards nothing after that. Interfaces should have no"
                    + " addresses, and merge no packets (ethtool -K NAME gro off)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  softswitch --port 1=eth0 --port 2=eth1",
            "  softswitch --port 1=eth0 --port 2=eth1 --listen 127.0.0.1:9559 \\",
            "      --program turnout.json --p4info turnout.p4info.txtpb"
        })
final class SoftswitchCommand implements Callable<Integer> {
    private static final int WIDTH = 80;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "NUMBER=NAME",
            description = "Have this network interface as the port of that number, 0 to 510; may be repeated. Without"
                    + " any, frames come and go by the control plane alone.")
    private List<String> ports = List.of();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9559",
            description = "Serve P4Runtime here. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String listen;

    @Option(
            names = "--device-id",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "The device's id in P4Runtime. Default: ${DEFAULT-VALUE}")
    private long deviceId;

    @Option(
            names = "--cpu-port",
            paramLabel = "NUMBER",
            defaultValue = "510",
            description = "The port behind which the program has the control plane. Default: ${DEFAULT-VALUE}")
    private int cpuPort;

    @ArgGroup(exclusive = false)
    private @Nullable Program program;

    /** Both of them. */
    private static final class Program {
        @Option(
                names = "--program",
                paramLabel = "FILE",
                required = true,
                description =
                        "Begin with this program, JSON as p4c-bm2-ss writes it; otherwise a control plane brings it.")
        @SuppressWarnings("NullAway.Init")
        private Path json;

        @Option(
                names = "--p4info",
                paramLabel = "FILE",
                required = true,
                description = "What the compiler says of that program, as text.")
        @SuppressWarnings("NullAway.Init")
        private Path p4info;
    }

    /** Does what the arguments say; the exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new SoftswitchCommand())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(WIDTH)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler((wrong, _) -> usage(wrong, err))
                .setExecutionExceptionHandler((bug, _, _) -> internal(bug, err))
                .execute(arguments);
    }

    private static int usage(ParameterException wrong, PrintWriter err) {
        String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        err.println("softswitch: " + message + "; see 'softswitch --help'");
        return ExitCode.USAGE.number();
    }

    private static int internal(Exception bug, PrintWriter err) {
        err.println("softswitch: internal error, please report it: " + bug);
        bug.printStackTrace(err);
        return ExitCode.INTERNAL.number();
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SwitchSettings settings = settings();
        try {
            SwitchProcess process = SwitchProcess.start(settings, note -> err.println("softswitch: " + note));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, out), "end"));
            if (!settings.listen().getAddress().isLoopbackAddress()) {
                err.println("softswitch: whoever reaches " + process.address() + " can program it");
            }
            out.println("listening on " + process.address());
            // The hook is what ends it.
            new CountDownLatch(1).await();
            return ExitCode.OK.number();
        } catch (SwitchProcess.NotStarted e) {
            err.println("softswitch: " + e.sentence());
            return ExitCode.REFUSED.number();
        }
    }

    private static void end(SwitchProcess process, PrintWriter out) {
        process.close();
        process.counts().forEach(out::println);
        if (process.lost() > 0) {
            out.println(process.lost() + " frames came while there was no program");
        }
        out.flush();
    }

    private SwitchSettings settings() {
        try {
            return new SwitchSettings(
                    SwitchSettings.ports(ports),
                    SwitchSettings.address(listen),
                    deviceId,
                    cpuPort,
                    Optional.ofNullable(program).map(both -> new SwitchSettings.ProgramFiles(both.json, both.p4info)));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
