package dev.turnout.core.model;

import java.util.List;

/**
 * Backends that services share.
 *
 * @param backends in the document's order, which has no meaning; no address twice
 */
public record BackendPool(String name, Encapsulation encapsulation, List<Backend> backends) {
    public BackendPool {
        backends = List.copyOf(backends);
    }
}
