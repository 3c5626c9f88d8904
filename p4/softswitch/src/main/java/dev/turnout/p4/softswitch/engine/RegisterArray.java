package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cells that packets read and write. Beyond the end one reads 0, and what is written is lost. */
final class RegisterArray {
    private final String name;
    private final int bits;
    private final long[] small;
    private final BigInteger @Nullable [] wide;

    RegisterArray(String name, int bits, int size) {
        this.name = name;
        this.bits = bits;
        this.small = new long[bits <= Field.SMALL_BITS ? size : 0];
        this.wide = bits <= Field.SMALL_BITS ? null : new BigInteger[size];
        if (wide != null) {
            Arrays.fill(wide, BigInteger.ZERO);
        }
    }

    String name() {
        return name;
    }

    /** Of one cell. */
    int bits() {
        return bits;
    }

    Expression read(Expression index) {
        BigInteger[] cells = wide;
        if (cells == null) {
            return new Expression.Small(bits, false) {
                @Override
                long small(Phv phv) {
                    long at = index.small(phv);
                    return at >= 0 && at < small.length ? small[(int) at] : 0;
                }
            };
        }
        return new Expression.Wide(bits, false) {
            @Override
            BigInteger wide(Phv phv) {
                long at = index.small(phv);
                return at >= 0 && at < cells.length ? cells[(int) at] : BigInteger.ZERO;
            }
        };
    }

    Primitive write(Expression index, Expression value) {
        BigInteger[] cells = wide;
        if (cells == null) {
            long mask = Bits.smallMask(bits);
            return (Primitive.Plain) phv -> {
                long at = index.small(phv);
                if (at >= 0 && at < small.length) {
                    small[(int) at] = value.small(phv) & mask;
                }
            };
        }
        BigInteger mask = Bits.mask(bits);
        return (Primitive.Plain) phv -> {
            long at = index.small(phv);
            if (at >= 0 && at < cells.length) {
                cells[(int) at] = value.wide(phv).and(mask);
            }
        };
    }
}
