package dev.turnout.agent.os;

import dev.turnout.core.dataplane.NextHop;

/** What is known of the way to a backend. */
public sealed interface Resolution {
    /** Packets can be sent. */
    record Resolved(NextHop nextHop) implements Resolution {}

    /** Not yet, or not from this box as it is set up; the reason is one sentence that names the remedy. */
    record Unresolved(String reason) implements Resolution {}

    /** The kernel has no route: the backend is dead. */
    record NoRoute(String reason) implements Resolution {}

    /** Nobody answers for the next hop's address: the backend is dead. */
    record NoNeighbour(String reason) implements Resolution {}
}
