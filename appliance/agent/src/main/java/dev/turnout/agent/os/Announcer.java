package dev.turnout.agent.os;

import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Set;

/** Makes VIPs reachable. Thread-safe. */
public interface Announcer extends AutoCloseable {
    /** Replaces the set of VIPs; what follows from it happens after this call. */
    void announce(Set<IpAddress> vips);

    /** What stands now. Never blocks. */
    Status status();

    /** Stops repeating; what was announced stays, since forwarding outlives the process. */
    @Override
    void close();

    /**
     * What an announcer has done.
     *
     * @param announced the VIPs that are reachable as far as this box can tell
     * @param problems one sentence each, with the remedy
     */
    record Status(Set<IpAddress> announced, List<String> problems) {
        public static final Status NONE = new Status(Set.of(), List.of());

        public Status {
            announced = Set.copyOf(announced);
            problems = List.copyOf(problems);
        }
    }
}
