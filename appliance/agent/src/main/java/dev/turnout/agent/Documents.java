package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.reconcile.History;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.store.AllocationCodec;
import dev.turnout.agent.store.DataDirectory;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.agent.store.Stamp;
import dev.turnout.agent.store.StoredState;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The documents that count, in memory and on the disk: the accepted one, and those whose programs forward and forwarded
 * before. Used by the agent's thread.
 */
final class Documents {
    private final DataDirectory directory;
    private final SteadyClock clock;
    private StoredState stored;
    private boolean sure;
    private Instant changed;
    private SortedMap<Wave, Instant> begun = new TreeMap<>();
    private Desired desired;

    /** What was desired before the newest, while that is not durable. */
    private Optional<Desired> replaced = Optional.empty();

    private Optional<Known> applied = Optional.empty();
    private Optional<Known> previous = Optional.empty();
    private Allocation allocation = Allocation.EMPTY;

    /** A document and what it says. */
    record Known(Document document, FleetConfig config, List<Warning> warnings) {}

    private Documents(DataDirectory directory, SteadyClock clock, StoredState stored) {
        this.directory = directory;
        this.clock = clock;
        this.stored = stored;
        this.desired = new Desired(Optional.empty(), Optional.empty(), stored.pushed());
        this.sure = directory.confirm() instanceof DurableFile.Wrote.Durable;
        this.changed = clock.recall(stored.changed());
        stored.begun().forEach((wave, stamp) -> begun.put(wave, clock.recall(stamp)));
    }

    /** What was stored, as far as it can be understood; what is lost is told. */
    static Documents load(DataDirectory directory, SteadyClock clock, Log log) {
        return switch (directory.load()) {
            case DataDirectory.Loaded.Nothing() -> new Documents(directory, clock, StoredState.EMPTY);
            case DataDirectory.Loaded.Lost(String why) -> {
                log.warn("state_lost", Field.of("why", why));
                yield new Documents(directory, clock, StoredState.EMPTY);
            }
            case DataDirectory.Loaded.State(StoredState state, Optional<String> warning) -> {
                warning.ifPresent(why -> log.warn("state_damaged", Field.of("why", why)));
                Documents documents = new Documents(directory, clock, state);
                documents.understand(log);
                yield documents;
            }
        };
    }

    private void understand(Log log) {
        Optional<Known> accepted = stored.accepted().flatMap(document -> reparse(document, "accepted", log));
        applied = stored.applied().equals(stored.accepted())
                ? accepted
                : stored.applied().flatMap(document -> reparse(document, "applied", log));
        previous = stored.previous().flatMap(document -> reparse(document, "previous", log));
        Optional<Known> committed = stored.committed().flatMap(document -> reparse(document, "committed", log));
        desired = new Desired(accepted, committed, stored.pushed());
        try {
            if (stored.allocation().length > 0) {
                allocation = AllocationCodec.decode(stored.allocation());
            }
        } catch (IOException foreign) {
            log.warn("state_damaged", Field.of("why", "the stored ids are not understood: " + foreign.getMessage()));
        }
    }

    private static Optional<Known> reparse(Document document, String role, Log log) {
        return switch (document.parse(BoxContext.NONE)) {
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) ->
                Optional.of(new Known(document, config, warnings));
            case ParseResult.Rejected rejected -> {
                log.warn(
                        "stored_document_refused",
                        Field.of("role", role),
                        Field.of("why", rejected.violations().getFirst()));
                yield Optional.empty();
            }
        };
    }

    /** What the reconciler goes on from. */
    History history() {
        return new History(applied.map(Known::config), previous.map(Known::config), changed, allocation, begun);
    }

    /** What should forward; at a start the applied document serves where the accepted one was lost. */
    Optional<Known> desired() {
        return desired.accepted().or(() -> applied);
    }

    /** Whether the desired document lets XDP run in generic mode. */
    boolean allowGeneric() {
        return desired()
                .filter(known -> known.config().dataplane().allowGeneric())
                .isPresent();
    }

    /** SHA-256 of the document of that configuration; empty where it is not known. */
    byte[] digestOf(FleetConfig config) {
        return known(config).map(known -> known.document().digest()).orElse(new byte[0]);
    }

    private Optional<Known> known(FleetConfig config) {
        return desired.accepted()
                .filter(each -> each.config().equals(config))
                .or(() -> applied.filter(each -> each.config().equals(config)))
                .or(() -> previous.filter(each -> each.config().equals(config)));
    }

    /** Makes durable what is desired now, in case that it is not: a write may have got no further than the cache. */
    DurableFile.Wrote confirm() {
        return sure ? new DurableFile.Wrote.Durable() : store(stored);
    }

    /**
     * Makes a document the desired one, in memory. It becomes durable when it is {@linkplain #applying applied}, or else when it
     * is {@linkplain #secure secured}: one write is enough where it can be applied at once.
     *
     * @param push that brought it; empty of one that is not signed, which is kept at once
     */
    void propose(Known known, Optional<Pushed> push) {
        if (replaced.isEmpty()) {
            replaced = Optional.of(desired);
        }
        desired = desired.proposing(known, push, applied);
    }

    /** The newest signed configuration and what became of it. */
    Optional<Pushed> pushed() {
        return desired.pushed();
    }

    /** A moment that was written down by {@link #reach}. */
    Instant recall(Stamp stamp) {
        return clock.recall(stamp);
    }

    /** Notes that the newest signed configuration has come to a stage. Nothing has changed unless this is durable. */
    DurableFile.Wrote reach(Stage stage, Instant when, String code, String why) {
        return settle(desired.reaching(stage, clock.stamp(when), code, why));
    }

    /**
     * Takes the newest signed configuration back: what was committed before it is desired again, or a configuration that says
     * nothing where it was the first. Nothing has changed unless this is durable.
     */
    DurableFile.Wrote takeBack(Stage stage, Instant when, String code, String why) {
        return settle(desired.takingBack(stage, clock.stamp(when), code, why));
    }

    private DurableFile.Wrote settle(Desired next) {
        DurableFile.Wrote wrote = store(with(next));
        if (wrote instanceof DurableFile.Wrote.Durable) {
            desired = next;
            replaced = Optional.empty();
        }
        return wrote;
    }

    private StoredState with(Desired next) {
        return stored.withDesired(
                next.accepted().map(Known::document), next.committed().map(Known::document), next.pushed());
    }

    /** One that is stored and not understood stays stored. */
    private StoredState proposed() {
        return replaced.isPresent() ? with(desired) : stored;
    }

    /** Makes the proposed document durable if it is not, or else takes the proposal back. */
    DurableFile.Wrote secure() {
        if (replaced.isEmpty()) {
            return new DurableFile.Wrote.Durable();
        }
        DurableFile.Wrote wrote = store(proposed());
        if (!(wrote instanceof DurableFile.Wrote.Durable)) {
            desired = replaced.get();
        }
        replaced = Optional.empty();
        return wrote;
    }

    /**
     * Notes that a configuration is about to take the place of the one that forwards. Refused where its document is not
     * known any more, since newer ones have come: what is stored as applied must be what forwards.
     */
    DurableFile.Wrote applying(
            FleetConfig config, Instant since, Allocation ids, SortedMap<Wave, Instant> transitions) {
        Optional<Known> next = known(config);
        if (next.isEmpty()) {
            return new DurableFile.Wrote.Failed(
                    "the document of revision " + config.revision() + " has been replaced; the newer one comes next");
        }
        DurableFile.Wrote wrote = store(proposed()
                .withApplied(
                        next.map(Known::document),
                        clock.stamp(since),
                        stamps(transitions),
                        AllocationCodec.encode(ids)));
        if (wrote instanceof DurableFile.Wrote.Durable) {
            replaced = Optional.empty();
            changed = since;
            begun = transitions;
            previous = applied;
            applied = next;
        }
        return wrote;
    }

    /** Notes which transitions are about to run, and since when. */
    DurableFile.Wrote moving(SortedMap<Wave, Instant> transitions) {
        DurableFile.Wrote wrote = store(stored.withBegun(stamps(transitions)));
        if (wrote instanceof DurableFile.Wrote.Durable) {
            begun = transitions;
        }
        return wrote;
    }

    /** The backends that were told to drain by command. */
    SortedSet<IpAddress> drained() {
        return stored.drained();
    }

    /** Notes that these are to be drained, and no others. Nothing has changed unless this is durable. */
    DurableFile.Wrote drain(SortedSet<IpAddress> backends) {
        return store(stored.withDrained(backends));
    }

    private SortedMap<Wave, Stamp> stamps(SortedMap<Wave, Instant> moments) {
        SortedMap<Wave, Stamp> stamps = new TreeMap<>();
        moments.forEach((wave, moment) -> stamps.put(wave, clock.stamp(moment)));
        return stamps;
    }

    private DurableFile.Wrote store(StoredState next) {
        DurableFile.Wrote wrote = directory.store(next);
        switch (wrote) {
            case DurableFile.Wrote.Durable() -> {
                stored = next;
                sure = true;
            }
            case DurableFile.Wrote.Failed _ -> {
                // What was stored still is, as durable as it was.
            }
            case DurableFile.Wrote.Unsure _ -> sure = false;
        }
        return wrote;
    }
}
