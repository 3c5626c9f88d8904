package dev.turnout.core.dataplane;

import java.util.Optional;

/**
 * A backend as a data plane holds it.
 *
 * @param idGeneration 0–255, counted up each time the id goes to another backend, so that a flow-table entry that
 *     names an earlier one is seen to be void
 * @param nextHop empty while unresolved: packets to it are dropped and counted as such
 */
public record BackendEntry(BackendId id, BackendKey key, int idGeneration, Optional<NextHop> nextHop) {
    public BackendEntry {
        if (idGeneration < 0 || idGeneration > 255) {
            throw new IllegalArgumentException("id generation " + idGeneration);
        }
    }

    public BackendEntry withNextHop(Optional<NextHop> resolved) {
        return new BackendEntry(id, key, idGeneration, resolved);
    }
}
