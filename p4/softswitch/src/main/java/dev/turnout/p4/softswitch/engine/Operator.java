package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The operators on two values, as the compiler writes them. */
enum Operator {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    AND("&"),
    OR("|"),
    XOR("^"),
    LEFT("<<"),
    RIGHT(">>"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    BOTH("and"),
    EITHER("or");

    /** What a shift by more is cut to: no P4 type is as wide. */
    private static final int FURTHEST = 1 << 15;

    private interface OnLong {
        long apply(long a, long b);
    }

    private interface OnBig {
        BigInteger apply(BigInteger a, BigInteger b);
    }

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    static Optional<Operator> of(String text) {
        return Arrays.stream(values())
                .filter(operator -> operator.text.equals(text))
                .findFirst();
    }

    private static BigInteger truth(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static int distance(BigInteger value) {
        return value.bitLength() < 16 ? value.intValue() : FURTHEST;
    }

    Expression on(Expression a, Expression b) {
        int bits = bits(a, b);
        boolean signed = signed(a, b);
        if (a.isSmall() && b.isSmall() && bits <= Field.SMALL_BITS) {
            return small(a, b, bits, signed);
        }
        if (this == AND && bits <= Field.SMALL_BITS && !signed) {
            return low(a, b, bits);
        }
        OnBig operation = onBig();
        return new Expression.Wide(bits, signed) {
            @Override
            BigInteger wide(Phv phv) {
                return operation.apply(a.wide(phv), b.wide(phv));
            }
        };
    }

    private Expression small(Expression a, Expression b, int bits, boolean signed) {
        OnLong operation = onLong();
        return new Expression.Small(bits, signed) {
            @Override
            long small(Phv phv) {
                return operation.apply(a.small(phv), b.small(phv));
            }
        };
    }

    /** Of a wide value cut to few bits, the lowest 64 are all that matters. */
    private static Expression low(Expression a, Expression b, int bits) {
        return new Expression.Small(bits, false) {
            @Override
            long small(Phv phv) {
                return a.small(phv) & b.small(phv);
            }
        };
    }

    private OnLong onLong() {
        return switch (this) {
            case PLUS -> (a, b) -> a + b;
            case MINUS -> (a, b) -> a - b;
            case TIMES -> (a, b) -> a * b;
            case AND -> (a, b) -> a & b;
            case OR -> (a, b) -> a | b;
            case XOR -> (a, b) -> a ^ b;
            case LEFT -> (a, b) -> a << b;
            case RIGHT -> (a, b) -> a >> Math.min(b, 63);
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
            case NOT_EQUAL -> (a, b) -> a != b ? 1 : 0;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case AT_MOST -> (a, b) -> a <= b ? 1 : 0;
            case GREATER -> (a, b) -> a > b ? 1 : 0;
            case AT_LEAST -> (a, b) -> a >= b ? 1 : 0;
            case BOTH -> (a, b) -> a & b;
            case EITHER -> (a, b) -> a | b;
        };
    }

    private OnBig onBig() {
        return switch (this) {
            case PLUS -> BigInteger::add;
            case MINUS -> BigInteger::subtract;
            case TIMES -> BigInteger::multiply;
            case AND -> BigInteger::and;
            case OR -> BigInteger::or;
            case XOR -> BigInteger::xor;
            case LEFT -> (a, b) -> a.shiftLeft(distance(b));
            case RIGHT -> (a, b) -> a.shiftRight(distance(b));
            case EQUAL -> (a, b) -> truth(a.equals(b));
            case NOT_EQUAL -> (a, b) -> truth(!a.equals(b));
            case LESS -> (a, b) -> truth(a.compareTo(b) < 0);
            case AT_MOST -> (a, b) -> truth(a.compareTo(b) <= 0);
            case GREATER -> (a, b) -> truth(a.compareTo(b) > 0);
            case AT_LEAST -> (a, b) -> truth(a.compareTo(b) >= 0);
            case BOTH -> BigInteger::and;
            case EITHER -> BigInteger::or;
        };
    }

    private boolean signed(Expression a, Expression b) {
        return switch (this) {
            case MINUS -> true;
            case PLUS, TIMES, OR, XOR -> a.signed || b.signed;
            case AND -> a.signed && b.signed;
            case LEFT, RIGHT -> a.signed;
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, BOTH, EITHER -> false;
        };
    }

    private int bits(Expression a, Expression b) {
        return switch (this) {
            case PLUS, MINUS -> Math.max(a.bits, b.bits) + 1;
            case TIMES -> a.bits + b.bits;
            case AND -> bitsOfAnd(a, b);
            case OR, XOR -> Math.max(a.bits, b.bits) + (a.signed || b.signed ? 1 : 0);
            case LEFT -> a.bits + (b instanceof Constant.Small by ? (int) Math.min(by.value, FURTHEST) : FURTHEST);
            case RIGHT -> a.bits;
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, BOTH, EITHER -> 1;
        };
    }

    private static int bitsOfAnd(Expression a, Expression b) {
        if (a.signed && b.signed) {
            return Math.max(a.bits, b.bits) + 1;
        }
        if (a.signed) {
            return b.bits;
        }
        return b.signed ? a.bits : Math.min(a.bits, b.bits);
    }
}
