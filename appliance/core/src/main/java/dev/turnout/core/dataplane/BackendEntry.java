package dev.turnout.core.dataplane;

import java.util.Optional;

/**
 * A backend as a data plane holds it.
 *
 * @param idGeneration 0–255, counted up each time the id goes to another backend, so that a flow-table entry that
 *     names an earlier one is seen to be void
 * @param draining it owns no slot of any table as desired: its flows may stay, unless it is unresolved as well, since
 *     nothing can be kept on a dead one
 * @param nextHop empty while unresolved: packets to it are dropped and counted as such
 */
public record BackendEntry(
        BackendId id, BackendKey key, int idGeneration, boolean draining, Optional<NextHop> nextHop) {
    public BackendEntry {
        if (idGeneration < 0 || idGeneration > 255) {
            throw new IllegalArgumentException("id generation " + idGeneration);
        }
    }

    /** As it lingers on after no table as desired names it any more. */
    public BackendEntry lingering(Optional<NextHop> resolved) {
        return new BackendEntry(id, key, idGeneration, true, resolved);
    }
}
