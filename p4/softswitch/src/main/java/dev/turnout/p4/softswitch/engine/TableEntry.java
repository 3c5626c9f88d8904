package dev.turnout.p4.softswitch.engine;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a table.
 *
 * @param counter of its packets, where its table counts
 * @param note what the control plane keeps with it; no packet sees it
 */
public record TableEntry(
        Match match,
        ActionCode action,
        ActionData data,
        @Nullable CounterArray counter,
        @Nullable Object note) {}
