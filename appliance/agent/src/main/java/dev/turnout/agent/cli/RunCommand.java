package dev.turnout.agent.cli;

import dev.turnout.agent.AgentProcess;
import dev.turnout.agent.RunSettings;
import dev.turnout.agent.identity.IdentityFiles;
import dev.turnout.broker.BrokerUri;
import dev.turnout.schema.Topics;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Runs the agent: takes configuration from a broker or a file, programs the data plane, and reports. What is"
                    + " programmed forwards on when the agent ends; 'turnout uninstall' ends that."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout run --broker mqtts://broker.example --box edge-1 \\",
            "      --user edge-1 --password-file /etc/turnout/password --trust /etc/turnout/trust.pem --interface eth0",
            "  turnout run --config /etc/turnout/fleet.yaml --interface eth0"
        })
final class RunCommand implements Callable<Integer> {
    private static final int LEAST_SLOTS = 256;
    private static final int MOST_SLOTS = 1 << 26;
    private static final int LEAST_FLOWS = 1024;
    private static final int MOST_FLOWS = 1 << 24;
    static final String DEFAULT_PINS = "/sys/fs/bpf/turnout";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Source source;

    /** One of two. */
    private static final class Source {
        @Option(
                names = "--broker",
                paramLabel = "URI",
                description =
                        "Take documents from this broker, mqtt://HOST[:PORT] or mqtts://HOST[:PORT], and report to it.")
        private @Nullable String broker;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Take documents from this file, whenever it changes.")
        private @Nullable Path config;
    }

    @Option(
            names = "--box",
            paramLabel = "ID",
            description =
                    "The box's id, as in its topics. Default: its name in the fleet if it is enrolled, else the host's.")
    private @Nullable String box;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "Attach to this network interface; may be repeated. Needed unless the data plane is P4.")
    private List<String> interfaces = List.of();

    @Mixin
    private DataplaneOptions dataplaneOptions = new DataplaneOptions();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private BrokerOptions brokerOptions = new BrokerOptions();

    @Option(
            names = "--data-dir",
            paramLabel = "PATH",
            defaultValue = "/var/lib/turnout",
            description = "Where the box keeps what must outlive a restart. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private Path dataDirectory;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = AgentConnection.DEFAULT_SOCKET,
            description = AgentConnection.SOCKET_DESCRIPTION)
    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9464",
            description = "Serve Prometheus metrics here; 'none' for not at all. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String metrics;

    @Option(
            names = "--bpffs",
            paramLabel = "PATH",
            defaultValue = DEFAULT_PINS,
            description = "Directory of the pins, in a BPF file system. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private Path pins;

    @Option(
            names = "--slots",
            paramLabel = "NUMBER",
            defaultValue = "4194304",
            description = "Room for the slots of all tables, a power of two; 4 bytes each. Default: ${DEFAULT-VALUE}")
    private int slots;

    @Option(
            names = "--flows",
            paramLabel = "NUMBER",
            defaultValue = "65536",
            description =
                    "Room for the flows that services with persistence FLOW_TABLE remember, all together; about 128"
                            + " bytes each. Default: ${DEFAULT-VALUE}")
    private int flows;

    @Option(
            names = "--allow-generic",
            description = "Run in the kernel's slow generic mode where the interface's driver has no native XDP.")
    private boolean allowGeneric;

    @Override
    public Integer call() {
        AgentProcess.Ended ended = AgentProcess.run(settings());
        return switch (ended) {
            case AgentProcess.Ended.Stopped() -> ExitCode.OK.number();
            case AgentProcess.Ended.NotStarted(String why, String detail) -> {
                spec.commandLine().getErr().println(spec.qualifiedName() + ": " + why);
                spec.commandLine().getErr().print(detail);
                yield ExitCode.REFUSED.number();
            }
        };
    }

    private RunSettings settings() {
        try {
            if (interfaces.isEmpty() && !dataplaneOptions.withoutInterfaces()) {
                throw new IllegalArgumentException("Missing required option: '--interface=NAME'");
            }
            IdentityFiles identity = new IdentityFiles(dataDirectory);
            return new RunSettings(
                    brokerOptions.access(Optional.ofNullable(source.broker).map(BrokerUri::parse), identity.identity()),
                    Optional.ofNullable(source.config),
                    boxId(identity),
                    Version.current(),
                    List.copyOf(interfaces),
                    dataDirectory,
                    socket,
                    metricsAddress(),
                    pins,
                    room(),
                    roomForFlows(),
                    allowGeneric,
                    dataplaneOptions.choice(),
                    dataplaneOptions.p4(),
                    trust.keys(source.broker != null, identity.trust()),
                    trust.groups());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private String boxId(IdentityFiles identity) {
        String id = box != null ? box : identity.name().orElseGet(HostName::current);
        if (!Topics.isBox(id)) {
            throw new IllegalArgumentException("the box id '" + id
                    + "' cannot be used: give --box with 1 to 63 letters, digits, dots, underscores and hyphens");
        }
        return id;
    }

    private int room() {
        if (Integer.bitCount(slots) != 1 || slots < LEAST_SLOTS || slots > MOST_SLOTS) {
            throw new IllegalArgumentException(
                    "--slots takes a power of two from " + LEAST_SLOTS + " to " + MOST_SLOTS + ", not " + slots);
        }
        return slots;
    }

    private int roomForFlows() {
        if (flows < LEAST_FLOWS || flows > MOST_FLOWS) {
            throw new IllegalArgumentException(
                    "--flows takes a number from " + LEAST_FLOWS + " to " + MOST_FLOWS + ", not " + flows);
        }
        return flows;
    }

    private Optional<InetSocketAddress> metricsAddress() {
        if (metrics.equals("none")) {
            return Optional.empty();
        }
        int colon = metrics.lastIndexOf(':');
        if (colon <= 0 || !metrics.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--metrics takes HOST:PORT or 'none', not '" + metrics + "'");
        }
        String host = metrics.substring(0, colon).replaceAll("^\\[|]$", "");
        return Optional.of(new InetSocketAddress(host, Integer.parseInt(metrics.substring(colon + 1))));
    }
}
