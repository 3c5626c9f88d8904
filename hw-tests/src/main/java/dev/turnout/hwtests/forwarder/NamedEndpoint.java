package dev.turnout.hwtests.forwarder;

import dev.turnout.p4.driver.P4Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A P4Runtime target that is at hand, as the environment names it: the reference switch of P4, or a switch in a laboratory. What
 * it holds is lost.
 *
 * <pre>
 *   TURNOUT_P4RUNTIME         host:port
 *   TURNOUT_P4RUNTIME_DEVICE  its device id; 0 if nothing is said
 *   TURNOUT_P4RUNTIME_PORTS   1=eth1,2=eth2: interfaces of this machine, each at the other end of the cable of a port
 * </pre>
 */
public record NamedEndpoint(String host, int port, long device) {
    private static final String TARGET = "TURNOUT_P4RUNTIME";
    private static final String DEVICE = "TURNOUT_P4RUNTIME_DEVICE";
    private static final String PORTS = "TURNOUT_P4RUNTIME_PORTS";

    /** Empty where none is named. */
    public static Optional<NamedEndpoint> find() {
        String target = System.getenv().getOrDefault(TARGET, "");
        int colon = target.lastIndexOf(':');
        return target.isEmpty()
                ? Optional.empty()
                : Optional.of(new NamedEndpoint(
                        target.substring(0, colon),
                        Integer.parseInt(target.substring(colon + 1)),
                        Long.parseLong(System.getenv().getOrDefault(DEVICE, "0"))));
    }

    /** @param state a directory that keeps the election ids */
    public P4Settings settings(Path state) {
        return P4Settings.of(host, port, state).withDevice(device);
    }

    /** Interfaces by the numbers of the ports; throws where none are named. */
    public static Map<Integer, String> ports() {
        String named = System.getenv().getOrDefault(PORTS, "");
        if (!named.matches("\\d+=[^=,]+(,\\d+=[^=,]+)*")) {
            throw new IllegalStateException(PORTS + " is to name interfaces by their ports, such as 1=eth1,2=eth2");
        }
        Map<Integer, String> ports = new TreeMap<>();
        for (String each : named.split(",", -1)) {
            String[] parts = each.split("=", 2);
            ports.put(Integer.valueOf(parts[0]), parts[1]);
        }
        return ports;
    }
}
