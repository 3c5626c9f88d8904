package dev.turnout.agent.reconcile;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a box remembers of itself from before it was started.
 *
 * @param applied the configuration that forwarded last
 * @param previous the one before it, from which transitions may still run
 * @param changed when applied took previous's place
 * @param begun when each wave of transitions began
 */
public record History(
        Optional<FleetConfig> applied,
        Optional<FleetConfig> previous,
        Instant changed,
        Allocation allocation,
        SortedMap<Wave, Instant> begun) {
    /** A new box. */
    public static final History NONE =
            new History(Optional.empty(), Optional.empty(), Instant.EPOCH, Allocation.EMPTY, new TreeMap<>());

    public History {
        begun = Collections.unmodifiableSortedMap(new TreeMap<>(begun));
    }
}
