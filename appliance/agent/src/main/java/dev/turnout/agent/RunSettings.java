package dev.turnout.agent;

import dev.turnout.broker.BrokerAccess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code turnout run} was told.
 *
 * @param broker where documents come from; or
 * @param config the file that they come from: exactly one of the two is there
 * @param slots room for those of all tables
 * @param flows room for those that services with a flow table remember
 * @param interfaces that XDP attaches to; none where a P4 target is all there is
 * @param trust whose signatures documents of a broker need; empty where they need none
 * @param groups of boxes that this one belongs to
 * @param metrics where metrics are served, if at all
 */
public record RunSettings(
        Optional<BrokerAccess> broker,
        Optional<Path> config,
        String box,
        String version,
        List<String> interfaces,
        Path dataDirectory,
        Path socket,
        Optional<InetSocketAddress> metrics,
        Path pins,
        int slots,
        int flows,
        boolean allowGeneric,
        DataplaneChoice dataplane,
        Optional<P4Access> p4,
        Optional<TrustFile> trust,
        Set<String> groups) {
    public RunSettings {
        groups = Set.copyOf(groups);
        interfaces = List.copyOf(interfaces);
    }
}
