package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;

/** Values that are known when a program is loaded. */
final class Constant {
    private Constant() {}

    static final class Small extends Expression.Small {
        final long value;

        Small(long value, int bits, boolean signed) {
            super(bits, signed);
            this.value = value;
        }

        @Override
        long small(Phv phv) {
            return value;
        }
    }

    static final class Wide extends Expression.Wide {
        private final BigInteger value;

        Wide(BigInteger value, boolean signed) {
            super(value.abs().bitLength(), signed);
            this.value = value;
        }

        @Override
        BigInteger wide(Phv phv) {
            return value;
        }
    }
}
