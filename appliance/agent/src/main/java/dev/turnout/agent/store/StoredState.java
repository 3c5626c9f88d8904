package dev.turnout.agent.store;

import dev.turnout.agent.source.Document;
import dev.turnout.core.plan.Wave;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a box remembers.
 *
 * @param accepted the newest document that was acknowledged: what the box is to become
 * @param applied the document whose program forwards, which may be the same
 * @param previous the one whose program forwarded before that: where running transitions came from
 * @param changed when applied took previous's place
 * @param begun when each wave of transitions began that runs, by health too; empty for those that were not written down
 * @param allocation the ids of services, backends and tables, as the agent encodes them
 */
public record StoredState(
        Optional<Document> accepted,
        Optional<Document> applied,
        Optional<Document> previous,
        Stamp changed,
        SortedMap<Wave, Stamp> begun,
        byte[] allocation) {
    public static final StoredState EMPTY = new StoredState(
            Optional.empty(), Optional.empty(), Optional.empty(), Stamp.NONE, new TreeMap<>(), new byte[0]);

    public StoredState {
        begun = Collections.unmodifiableSortedMap(new TreeMap<>(begun));
    }
}
