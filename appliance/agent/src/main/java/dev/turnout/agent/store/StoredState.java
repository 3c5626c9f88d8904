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
 * @param committed what to return to where the accepted one is on trial and is not confirmed
 * @param pushed the newest signed configuration; empty where none ever came
 * @param changed when applied took previous's place
 * @param begun when each wave of transitions began that runs, by health too; empty for those that were not written down
 * @param allocation the ids of services, backends and tables, as the agent encodes them
 * @param drained backends that were told to drain by command
 */
public record StoredState(
        Optional<Document> accepted,
        Optional<Document> applied,
        Optional<Document> previous,
        Optional<Document> committed,
        Optional<Pushed> pushed,
        Stamp changed,
        SortedMap<Wave, Stamp> begun,
        byte[] allocation,
        SortedSet<IpAddress> drained) {
    public static final StoredState EMPTY = new StoredState(
            Optional.empty(),
            Optional.empty(),
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

    /** With other documents that count, and what became of the push that brought them. */
    public StoredState withDesired(
            Optional<Document> nowAccepted, Optional<Document> nowCommitted, Optional<Pushed> nowPushed) {
        return new StoredState(
                nowAccepted, applied, previous, nowCommitted, nowPushed, changed, begun, allocation, drained);
    }

    /** With another document whose program forwards. */
    public StoredState withApplied(
            Optional<Document> nowApplied, Stamp since, SortedMap<Wave, Stamp> transitions, byte[] ids) {
        return new StoredState(accepted, nowApplied, applied, committed, pushed, since, transitions, ids, drained);
    }

    /** With these transitions running. */
    public StoredState withBegun(SortedMap<Wave, Stamp> transitions) {
        return new StoredState(
                accepted, applied, previous, committed, pushed, changed, transitions, allocation, drained);
    }

    /** With these backends told to drain. */
    public StoredState withDrained(SortedSet<IpAddress> backends) {
        return new StoredState(accepted, applied, previous, committed, pushed, changed, begun, allocation, backends);
    }
}
