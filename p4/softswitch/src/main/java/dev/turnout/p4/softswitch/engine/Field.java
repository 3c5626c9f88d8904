package dev.turnout.p4.softswitch.engine;

/**
 * A field of one header, and where its value stands in a {@link Phv}.
 *
 * @param index in the array of its kind
 * @param bits its width; of a variable one, the most
 */
record Field(String name, Kind kind, int index, int bits) {
    /** Fields of up to this many bits are kept as {@code long}s, with room for sums that do not wrap. */
    static final int SMALL_BITS = 62;

    enum Kind {
        SMALL,
        WIDE,
        /** {@code varbit}: bytes, as many as were extracted. */
        VARIABLE
    }
}
