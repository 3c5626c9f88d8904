package dev.turnout.ebpf;

/** What became of a packet: enum outcome of layout.h, in its order, from 1. */
public enum Outcome {
    PASS_NOT_IP,
    PASS_NOT_VIP,
    PASS_NEIGHBOUR,
    PASS_TUNNEL_ERROR,
    FORWARD_TX,
    FORWARD_REDIRECT,
    ANSWER_ECHO,
    ANSWER_TOO_BIG,
    ANSWER_REJECT,
    DROP_MALFORMED,
    DROP_UNKNOWN_PORT,
    DROP_UNKNOWN_PROTOCOL,
    DROP_FRAGMENT,
    DROP_EXTENSION,
    DROP_SOURCE_RANGE,
    DROP_NO_BACKEND,
    DROP_REJECT_LIMITED,
    DROP_UNRESOLVED,
    DROP_TOO_BIG,
    DROP_TOO_BIG_LIMITED,
    DROP_TTL,
    DROP_ICMP,
    DROP_ICMP_MISMATCH,
    DROP_ICMP_EMBEDDED,
    DROP_HEADROOM,
    DROP_LAYOUT;

    /** Its index in the counters; 0 is no outcome. */
    int number() {
        return ordinal() + 1;
    }

    static Outcome of(int number) {
        return values()[number - 1];
    }

    /** Whether the packet left towards a backend. */
    public boolean forwarded() {
        return this == FORWARD_TX || this == FORWARD_REDIRECT;
    }
}
