package dev.turnout.agent;

import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.view.Tried;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.List;
import java.util.Optional;

/**
 * The data plane that was chosen, with what the agent wants of it beside the core's interface. On the agent's thread, save what it
 * hands out.
 */
interface Plane extends AutoCloseable {
    Dataplane dataplane();

    /** How it is attached. */
    DataplaneStatus status();

    /** What is to be said of its interfaces now. */
    List<NicFinding> findings();

    /** Asks it about one packet; empty where it cannot be asked. */
    Optional<Tried> explain(FiveTuple flow, boolean syn);

    /** The ways to backends, their ports as the data plane counts them. */
    NextHopSource nextHops();

    /** The way of probes through the data plane's own encapsulation. */
    ForwardingPath forwardingPath();

    /** Names of the kernel's devices by which VIPs are announced. */
    List<String> interfaces();

    /** Passes on what the desired document allows. Asks nobody. */
    void allow();

    /**
     * Follows interfaces, routers and probes: it may take a millisecond.
     *
     * @return whether it may hold something else by now than what was last read and written
     */
    boolean look();

    /** Lets go of handles; forwards on. */
    @Override
    void close();
}
