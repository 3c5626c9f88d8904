package dev.turnout.core.model;

import java.util.List;
import java.util.Optional;

/**
 * Backends that services share.
 *
 * @param backends in the document's order, which has no meaning; no address twice
 * @param healthCheck empty where nobody asks them: then they are healthy for as long as there is a way to them
 */
public record BackendPool(
        String name, Encapsulation encapsulation, List<Backend> backends, Optional<HealthCheck> healthCheck) {
    public BackendPool {
        backends = List.copyOf(backends);
    }

    /** Whose health nobody asks about. */
    public BackendPool(String name, Encapsulation encapsulation, List<Backend> backends) {
        this(name, encapsulation, backends, Optional.empty());
    }
}
