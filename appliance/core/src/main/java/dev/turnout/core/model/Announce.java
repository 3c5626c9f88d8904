package dev.turnout.core.model;

/** How a box makes its VIPs reachable. */
public enum Announce {
    /** On the loopback, with gratuitous ARP and unsolicited neighbour advertisements, repeated. */
    LOCAL,
    /** Not at all: routes to the box are somebody else's business. */
    NONE
}
