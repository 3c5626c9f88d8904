package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;

/**
 * Something that has an integer value. Truth is 1 and 0.
 *
 * <p>Each knows how large it can get, so that all that fits is computed in {@code long}s: {@link #isSmall}.
 */
abstract class Expression {
    /** The most bits of its absolute value. */
    final int bits;
    /** Whether it can be below 0. */
    final boolean signed;

    Expression(int bits, boolean signed) {
        this.bits = bits;
        this.signed = signed;
    }

    final boolean isSmall() {
        return bits <= Field.SMALL_BITS;
    }

    /** The value if {@link #isSmall}, else its lowest 64 bits. */
    abstract long small(Phv phv);

    abstract BigInteger wide(Phv phv);

    final boolean isTrue(Phv phv) {
        return isSmall() ? small(phv) != 0 : wide(phv).signum() != 0;
    }

    /** One that is always small. */
    abstract static class Small extends Expression {
        Small(int bits, boolean signed) {
            super(bits, signed);
        }

        @Override
        final BigInteger wide(Phv phv) {
            return BigInteger.valueOf(small(phv));
        }
    }

    /** One that may be too large for a {@code long}. */
    abstract static class Wide extends Expression {
        Wide(int bits, boolean signed) {
            super(bits, signed);
        }

        @Override
        final long small(Phv phv) {
            return wide(phv).longValue();
        }
    }

    static Expression constant(BigInteger value) {
        boolean negative = value.signum() < 0;
        if (value.abs().bitLength() > Field.SMALL_BITS) {
            return new Constant.Wide(value, negative);
        }
        return new Constant.Small(value.longValue(), value.abs().bitLength(), negative);
    }

    static Expression of(Field field) {
        int index = field.index();
        return switch (field.kind()) {
            case SMALL ->
                new Small(field.bits(), false) {
                    @Override
                    long small(Phv phv) {
                        return phv.small[index];
                    }
                };
            case WIDE ->
                new Wide(field.bits(), false) {
                    @Override
                    BigInteger wide(Phv phv) {
                        return phv.wide[index];
                    }
                };
            case VARIABLE -> throw new IllegalArgumentException(field.name() + " has no integer value");
        };
    }

    /** Whether a header is valid. */
    static Expression valid(Header header) {
        int index = header.index();
        return new Small(1, false) {
            @Override
            long small(Phv phv) {
                return phv.valid[index] ? 1 : 0;
            }
        };
    }

    /** A parameter of the action that runs. */
    static Expression parameter(int index, int bits) {
        return bits <= Field.SMALL_BITS
                ? new Small(bits, false) {
                    @Override
                    long small(Phv phv) {
                        return phv.data.small(index);
                    }
                }
                : new Wide(bits, false) {
                    @Override
                    BigInteger wide(Phv phv) {
                        return phv.data.wide(index);
                    }
                };
    }

    /** A field of the header that a stack was filled with last; 0 of an empty one. */
    static Expression last(HeaderStack stack, int field) {
        Expression[] each = stack.headers().stream()
                .map(header -> of(header.fields().get(field)))
                .toArray(Expression[]::new);
        return new Wide(each[0].bits, false) {
            @Override
            BigInteger wide(Phv phv) {
                int filled = phv.filled[stack.index()];
                return filled == 0 ? BigInteger.ZERO : each[filled - 1].wide(phv);
            }
        };
    }

    /** Bits of the frame that are not parsed yet. Sets the parser's error where it ends before. */
    static Expression lookahead(int offset, int bits) {
        return new Wide(bits, false) {
            @Override
            BigInteger wide(Phv phv) {
                if (phv.left() * 8L < offset + (long) bits) {
                    phv.error = ParserError.PACKET_TOO_SHORT;
                    return BigInteger.ZERO;
                }
                return Bits.readWide(phv.frame(), phv.position() * 8 + offset, bits);
            }
        };
    }
}
