package dev.turnout.core.model;

/** How an established flow keeps its backend when its slot moves. */
public enum Persistence {
    /** Marks for what is in transition, nothing otherwise. TCP's default; TCP only. */
    TRANSIT,
    /** Every flow has an entry, as in Katran; what misses falls back to the Maglev table. */
    FLOW_TABLE,
    /** Not at all: the slot decides. UDP's default. */
    NONE
}
