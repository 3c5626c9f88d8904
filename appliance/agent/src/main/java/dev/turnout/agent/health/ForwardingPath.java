package dev.turnout.agent.health;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.IpAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How connections get to a backend of one's choice through the box's own encapsulation. */
public interface ForwardingPath {
    /** For a box that has none. */
    ForwardingPath NONE = (_, _) -> Optional.empty();

    /** One connection's way; until it is closed nobody else has it. */
    interface Way extends AutoCloseable {
        /** What the connection has to be bound to. */
        InetSocketAddress from();

        @Override
        void close();
    }

    /** Empty where there is no way now: the backend is not in the data plane, or all ways are taken. */
    Optional<Way> open(BackendKey backend, IpAddress vip);
}
