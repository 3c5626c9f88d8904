package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.Arrays;

/** The packet under way, with the values of all headers and metadata: the packet header vector. Used again for the next. */
final class Phv {
    private static final byte[] NOTHING = new byte[0];

    final long[] small;
    final BigInteger[] wide;
    final byte[][] variable;
    final boolean[] valid;
    /** Of each stack, how many of its headers are in use. */
    final int[] filled;

    ActionData data = ActionData.NONE;
    /** Left the pipeline by {@code exit}. */
    boolean exited;

    ParserError error = ParserError.NONE;

    private byte[] bytes = NOTHING;
    private int position;

    Phv(Layout layout) {
        small = new long[layout.smallCount()];
        wide = new BigInteger[layout.wideCount()];
        variable = new byte[layout.variableCount()][];
        valid = new boolean[layout.headerCount()];
        filled = new int[layout.stackCount()];
        begin(NOTHING);
    }

    /** All values 0, no header valid. */
    void begin(byte[] frame) {
        Arrays.fill(small, 0);
        Arrays.fill(wide, BigInteger.ZERO);
        Arrays.fill(variable, NOTHING);
        Arrays.fill(valid, false);
        Arrays.fill(filled, 0);
        data = ActionData.NONE;
        exited = false;
        error = ParserError.NONE;
        bytes = frame;
        position = 0;
    }

    byte[] frame() {
        return bytes;
    }

    /** Where the unparsed rest begins. */
    int position() {
        return position;
    }

    int left() {
        return bytes.length - position;
    }

    void advance(int count) {
        if (count > left()) {
            error = ParserError.PACKET_TOO_SHORT;
        } else {
            position += count;
        }
    }

    /** Fills a header from the frame, or sets the error and changes nothing. */
    void extract(Header header, int variableBits) {
        int whole = (header.bits() + variableBits) / 8;
        if (whole > left()) {
            error = ParserError.PACKET_TOO_SHORT;
            return;
        }
        int bit = position * 8;
        for (Field field : header.fields()) {
            switch (field.kind()) {
                case SMALL -> small[field.index()] = Bits.read(bytes, bit, field.bits());
                case WIDE -> wide[field.index()] = Bits.readWide(bytes, bit, field.bits());
                case VARIABLE ->
                    variable[field.index()] = Arrays.copyOfRange(bytes, bit / 8, bit / 8 + variableBits / 8);
            }
            bit += field.kind() == Field.Kind.VARIABLE ? variableBits : field.bits();
        }
        valid[header.index()] = true;
        position += whole;
    }

    /** The value of a field that is not variable. */
    BigInteger value(Field field) {
        return switch (field.kind()) {
            case SMALL -> BigInteger.valueOf(small[field.index()]);
            case WIDE -> wide[field.index()];
            case VARIABLE -> throw new IllegalArgumentException(field.name() + " has no integer value");
        };
    }

    void copy(Header from, Header to) {
        valid[to.index()] = valid[from.index()];
        for (int i = 0; i < from.fields().size(); i++) {
            int source = from.fields().get(i).index();
            int target = to.fields().get(i).index();
            switch (from.fields().get(i).kind()) {
                case SMALL -> small[target] = small[source];
                case WIDE -> wide[target] = wide[source];
                case VARIABLE -> variable[target] = variable[source];
            }
        }
    }
}
