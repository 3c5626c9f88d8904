package dev.turnout.agent.cli;

import dev.turnout.agent.DataplaneChoice;
import dev.turnout.agent.P4Access;
import dev.turnout.p4.driver.P4Settings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data plane, and how to reach a P4 switch. */
final class DataplaneOptions {
    private static final int MOST_NAME = 15;
    private static final int MOST_PORT = 509;

    @Option(
            names = "--dataplane",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "auto, p4 or xdp. 'auto' is P4 where --p4runtime is given and the switch takes the program, else"
                            + " XDP. Chosen when the agent starts. Default: ${DEFAULT-VALUE}")
    private String dataplane = "auto";

    @Option(
            names = "--p4runtime",
            paramLabel = "HOST:PORT",
            description = "Program the P4 switch or SmartNIC that answers P4Runtime here.")
    private @Nullable String target;

    @Option(
            names = "--p4-device",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "The switch's device id. Default: ${DEFAULT-VALUE}")
    private long device;

    @Option(
            names = "--p4-port",
            paramLabel = "NUMBER=NAME",
            description =
                    "A port of the switch, and the name of the kernel's device that is made to stand for it: give it"
                            + " addresses and routes as to any. Once for each port.")
    private Map<Integer, String> ports = Map.of();

    @Option(
            names = "--p4-ca",
            paramLabel = "FILE",
            description = "Speak TLS with the switch, whose certificate is by this authority (PEM).")
    private @Nullable Path authority;

    @Option(names = "--p4-cert", paramLabel = "FILE", description = "The box's own certificate for that (PEM).")
    private @Nullable Path certificate;

    @Option(names = "--p4-key", paramLabel = "FILE", description = "Its private key (PEM).")
    private @Nullable Path key;

    /** @throws IllegalArgumentException with a sentence for the user */
    DataplaneChoice choice() {
        return switch (dataplane.toLowerCase(Locale.ROOT)) {
            case "auto" -> DataplaneChoice.AUTO;
            case "p4" -> DataplaneChoice.P4;
            case "xdp" -> DataplaneChoice.XDP;
            default -> throw new IllegalArgumentException("--dataplane takes auto, p4 or xdp, not '" + dataplane + "'");
        };
    }

    /** Whether a box can do without an interface for XDP. */
    boolean withoutInterfaces() {
        return choice() != DataplaneChoice.XDP && target != null;
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    Optional<P4Access> p4() {
        if (target == null) {
            if (choice() == DataplaneChoice.P4) {
                throw new IllegalArgumentException("--dataplane p4 needs a switch: give --p4runtime HOST:PORT");
            }
            return Optional.empty();
        }
        if (ports.isEmpty()) {
            throw new IllegalArgumentException(
                    "--p4runtime needs the switch's ports: give --p4-port NUMBER=NAME for each, such as 1=port1");
        }
        int colon = target.lastIndexOf(':');
        if (colon <= 0 || !target.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--p4runtime takes HOST:PORT, not '" + target + "'");
        }
        String host = target.substring(0, colon).replaceAll("^\\[|]$", "");
        return Optional.of(
                new P4Access(host, Integer.parseInt(target.substring(colon + 1)), device, tls(), checkedPorts()));
    }

    private SortedMap<Integer, String> checkedPorts() {
        SortedMap<Integer, String> checked = new TreeMap<>(ports);
        checked.forEach((port, name) -> {
            if (port < 0 || port > MOST_PORT) {
                throw new IllegalArgumentException("--p4-port takes ports from 0 to " + MOST_PORT + ", not " + port);
            }
            if (name.isEmpty() || name.length() > MOST_NAME || !name.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException("--p4-port takes a device name of 1 to " + MOST_NAME
                        + " letters, digits, dots, underscores and hyphens, not '" + name + "'");
            }
        });
        return checked;
    }

    private Optional<P4Settings.Tls> tls() {
        if (authority == null && certificate == null && key == null) {
            return Optional.empty();
        }
        if (authority == null || certificate == null || key == null) {
            throw new IllegalArgumentException("--p4-ca, --p4-cert and --p4-key belong together: give all three");
        }
        return Optional.of(new P4Settings.Tls(authority, certificate, key));
    }
}
