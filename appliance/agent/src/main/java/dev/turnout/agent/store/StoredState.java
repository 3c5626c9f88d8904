package dev.turnout.agent.store;

import dev.turnout.agent.source.Document;
import java.time.Instant;
import java.util.Optional;

/**
 * All that a box remembers.
 *
 * @param accepted the newest document that was acknowledged: what the box is to become
 * @param applied the document whose program forwards, which may be the same
 * @param previous the one whose program forwarded before that: where running transitions came from
 * @param changed when applied took previous's place
 * @param allocation the ids of services, backends and tables, as the agent encodes them
 */
public record StoredState(
        Optional<Document> accepted,
        Optional<Document> applied,
        Optional<Document> previous,
        Instant changed,
        byte[] allocation) {
    public static final StoredState EMPTY =
            new StoredState(Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, new byte[0]);
}
