package dev.turnout.core.model;

/** A transport protocol that a service can have, with its IANA number. */
public enum Protocol {
    TCP(6),
    UDP(17);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
