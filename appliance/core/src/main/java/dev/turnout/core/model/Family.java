package dev.turnout.core.model;

/** An address family, with its length in bits. */
public enum Family {
    IPV4(32),
    IPV6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    public int bits() {
        return bits;
    }
}
