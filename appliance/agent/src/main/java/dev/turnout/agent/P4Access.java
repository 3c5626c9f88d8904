package dev.turnout.agent;

import dev.turnout.p4.driver.P4Settings;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A P4Runtime target that the box may program.
 *
 * @param deviceId as the target names its switch; unsigned
 * @param ports by the switch's number of each, the name of the kernel's device that stands for it
 */
public record P4Access(
        String host, int port, long deviceId, Optional<P4Settings.Tls> tls, SortedMap<Integer, String> ports) {
    public P4Access {
        ports = new TreeMap<>(ports);
    }
}
