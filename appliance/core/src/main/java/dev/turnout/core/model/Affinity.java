package dev.turnout.core.model;

/** What of a packet is hashed. */
public enum Affinity {
    /** Addresses and ports. */
    FIVE_TUPLE,
    /** Addresses only, ports as zero: all flows of a client go to one backend. */
    CLIENT_IP
}
