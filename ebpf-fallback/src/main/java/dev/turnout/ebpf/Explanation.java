package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import java.util.Optional;

/**
 * What the program itself did with one packet, in its own words.
 *
 * @param service empty where it found none
 * @param hash the flow hash, all 32 bits; 0 where no service was found
 * @param slot empty where no slot was read: no service, or the flow table named the backend
 * @param backend whom it chose; empty for none
 */
public record Explanation(
        Outcome outcome,
        Optional<ServiceId> service,
        int hash,
        Optional<SlotRead> slot,
        Optional<BackendId> backend,
        Choice choice) {

    /**
     * The slot that was read.
     *
     * @param index of the slot in its table
     * @param word as it was read
     */
    public record SlotRead(TableId table, int index, SlotWord word) {}

    /**
     * How the backend was chosen.
     *
     * @param marked the flow is in the slot's transit filter
     * @param previousOwner the slot's previous owner was taken
     * @param flowTable the flow table named it
     * @param random the slot was drawn, so another run may show another
     */
    public record Choice(boolean marked, boolean previousOwner, boolean flowTable, boolean random) {}
}
