package dev.turnout.agent.store;

import dev.turnout.agent.source.Document;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.Wave;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a box remembers.
 *
 * @param accepted the newest document that was acknowledged: what the box is to become
 * @param applied the document whose program forwards, which may be the same
 * @param previous the one whose program forwarded before that: where running transitions came from
 * @param changed when applied took previous's place
 * @param begun when each wave of transitions began that runs, by health too; empty for those that were not written down
 * @param allocation the ids of services, backends and tables, as the agent encodes them
 * @param drained backends that were told to drain by command
 */
public record StoredState(
        Optional<Document> accepted,
        Optional<Document> applied,
        Optional<Document> previous,
        Stamp changed,
        SortedMap<Wave, Stamp> begun,
        byte[] allocation,
        SortedSet<IpAddress> drained) {
    public static final StoredState EMPTY = new StoredState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Stamp.NONE,
            new TreeMap<>(),
            new byte[0],
            new TreeSet<>());

    public StoredState {
        begun = Collections.unmodifiableSortedMap(new TreeMap<>(begun));
        drained = Collections.unmodifiableSortedSet(new TreeSet<>(drained));
    }
}
