package dev.turnout.core.model;

/** What a service does while none of its backends may take new flows. */
public enum ZeroBackendPolicy {
    /** New flows are answered with ICMP port unreachable; established ones keep their backends. */
    REJECT,
    /** As {@link #REJECT}, and the VIP is no longer announced. */
    WITHDRAW,
    /** Health is ignored: all backends of positive weight are used. */
    USE_ALL
}
