package dev.turnout.core.model;

/** How a flow's first packet finds its backend. */
public enum Algorithm {
    /** By the Maglev table: every box agrees, and nothing is remembered. */
    MAGLEV,
    /** At random, by weight; the flow table keeps the choice, so it implies {@link Persistence#FLOW_TABLE}. */
    RANDOM
}
