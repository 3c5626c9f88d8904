package dev.turnout.agent.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** The kernel setting that decides whether answers may come from where the box would not send to (RFC 3704). */
public final class ReversePathFilter {
    private static final Path CONF = Path.of("/proc/sys/net/ipv4/conf");
    private static final int STRICT = 1;

    private ReversePathFilter() {}

    /** A sentence where one of the devices drops answers of probes through the forwarding path. */
    public static Optional<String> problem(Collection<String> devices) {
        int all = read("all");
        return devices.stream()
                .filter(device -> Math.max(all, read(device)) == STRICT)
                .findFirst()
                .map(device -> device + " drops the answers to probes through the forwarding path: sysctl -w"
                        + " net.ipv4.conf." + device + ".rp_filter=2");
    }

    /** 0 where it cannot be read: that is the kernel's default. */
    private static int read(String device) {
        try {
            return Integer.parseInt(
                    Files.readString(CONF.resolve(device).resolve("rp_filter")).strip());
        } catch (IOException | NumberFormatException unreadable) {
            return 0;
        }
    }
}
