package dev.turnout.core.dataplane;

import java.util.Optional;

/**
 * What a data plane itself did with a packet that it tried out.
 *
 * @param service whose table was looked up; empty for none
 * @param hash of the flow, all 32 bits; 0 where no table was looked up
 * @param word of the slot that it read; empty where it read none
 * @param backend whom it chose; empty for none
 * @param by what chose
 */
public record Trial(
        Outcome outcome,
        Optional<ServiceId> service,
        int hash,
        Optional<SlotWord> word,
        Optional<BackendId> backend,
        By by) {
    /** What became of the packet. */
    public enum Outcome {
        NOT_A_VIP,
        UNKNOWN_PORT,
        SOURCE_REFUSED,
        NO_BACKEND,
        /** There is no next hop to the backend. */
        UNRESOLVED,
        SENT,
        /** Anything that no packet of this kind should meet. */
        FAULT
    }

    /** What chose the backend. */
    public enum By {
        /** The flow's slot. */
        SLOT,
        /** The flow's slot, and a mark of the flow in its transit filter. */
        MARK,
        /** An entry of the flow table. */
        FLOW_TABLE,
        /** A slot that was drawn, so that another trial may show another. */
        CHANCE
    }

    /** One that ended before a table was looked up. */
    public static Trial early(Outcome outcome) {
        return new Trial(outcome, Optional.empty(), 0, Optional.empty(), Optional.empty(), By.SLOT);
    }
}
