package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;

/** Ways to set what a packet carries. */
final class Stores {
    private Stores() {}

    /** Keeps as many of the lowest bits as the field has. */
    static Primitive.Plain field(Field field, Expression value) {
        int index = field.index();
        return switch (field.kind()) {
            case SMALL -> {
                long mask = Bits.smallMask(field.bits());
                yield phv -> phv.small[index] = value.small(phv) & mask;
            }
            case WIDE -> {
                BigInteger mask = Bits.mask(field.bits());
                yield phv -> phv.wide[index] = value.wide(phv).and(mask);
            }
            case VARIABLE -> throw new IllegalArgumentException(field.name() + " has no integer value");
        };
    }

    static Primitive.Plain valid(Header header, boolean valid) {
        int index = header.index();
        return phv -> phv.valid[index] = valid;
    }

    /** Makes room at the front of a stack (P4-16 §8.18): the last ones are lost. */
    static Primitive.Plain push(HeaderStack stack, int count) {
        return phv -> {
            int size = stack.headers().size();
            for (int i = size - 1; i >= count; i--) {
                phv.copy(stack.headers().get(i - count), stack.headers().get(i));
            }
            for (int i = 0; i < Math.min(count, size); i++) {
                phv.valid[stack.headers().get(i).index()] = false;
            }
            phv.filled[stack.index()] = Math.min(size, phv.filled[stack.index()] + count);
        };
    }

    /** Takes from the front of a stack. */
    static Primitive.Plain pop(HeaderStack stack, int count) {
        return phv -> {
            int size = stack.headers().size();
            for (int i = 0; i < size - count; i++) {
                phv.copy(stack.headers().get(i + count), stack.headers().get(i));
            }
            for (int i = Math.max(0, size - count); i < size; i++) {
                phv.valid[stack.headers().get(i).index()] = false;
            }
            phv.filled[stack.index()] = Math.max(0, phv.filled[stack.index()] - count);
        };
    }
}
