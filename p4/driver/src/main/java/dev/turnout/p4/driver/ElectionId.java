package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.Uint128;
import java.math.BigInteger;

/** By which a controller stands for election: 128 bits, the highest wins (P4Runtime §5). */
record ElectionId(long high, long low) implements Comparable<ElectionId> {
    static final ElectionId NONE = new ElectionId(0, 0);

    static ElectionId of(Uint128 id) {
        return new ElectionId(id.getHigh(), id.getLow());
    }

    static ElectionId parse(String text) {
        BigInteger value = new BigInteger(text);
        if (value.signum() < 0 || value.bitLength() > 2 * Long.SIZE) {
            throw new NumberFormatException("election id " + text);
        }
        return new ElectionId(value.shiftRight(Long.SIZE).longValue(), value.longValue());
    }

    Uint128 message() {
        return Uint128.newBuilder().setHigh(high).setLow(low).build();
    }

    /** The next one. Behind the last there is none, and that stays. */
    ElectionId next() {
        if (low != -1) {
            return new ElectionId(high, low + 1);
        }
        return high == -1 ? this : new ElectionId(high + 1, 0);
    }

    ElectionId max(ElectionId other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(ElectionId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return new BigInteger(Long.toUnsignedString(high))
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(low)))
                .toString();
    }
}
