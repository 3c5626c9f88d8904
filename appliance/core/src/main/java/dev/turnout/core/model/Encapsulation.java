package dev.turnout.core.model;

/** How a packet travels from the box to a backend. The inner packet is never changed, save L2's TTL. */
public sealed interface Encapsulation {
    /** IP in IP: 4in4 (RFC 2003), 6in6 and 4in6 (RFC 2473), by the families of VIP and backend. */
    record Ipip() implements Encapsulation {}

    /**
     * Generic UDP Encapsulation, variant 0 (draft-ietf-intarea-gue).
     *
     * @param port the UDP destination port, 1–65535
     */
    record Gue(int port) implements Encapsulation {
        public static final int DEFAULT_PORT = 6080;

        public Gue {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("GUE port " + port);
            }
        }
    }

    /** Direct return at layer 2: only the destination MAC changes, so the backend must be on-link. */
    record L2() implements Encapsulation {}
}
