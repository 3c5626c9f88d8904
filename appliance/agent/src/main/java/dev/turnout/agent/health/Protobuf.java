package dev.turnout.agent.health;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Of the wire format of Protocol Buffers what two messages of one field need: they are not worth generated classes. */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private Protobuf() {}

    /** Also the continuation of a long integer of HPACK. */
    static void varint(int value, ByteArrayOutputStream out) {
        int left = value;
        while (left >>> 7 != 0) {
            out.write(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    /** A message of that one string; the empty one is its default, and so left out. */
    static byte[] string(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (bytes.length > 0) {
            varint(field << 3 | BYTES, out);
            varint(bytes.length, out);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    /** The last value of a field of a message, 0 where it is not there; throws {@link BufferUnderflowException} if cut short. */
    static long varintField(int field, ByteBuffer message) {
        long value = 0;
        while (message.hasRemaining()) {
            long tag = varint(message);
            switch ((int) (tag & 7)) {
                case VARINT -> {
                    long read = varint(message);
                    value = tag >>> 3 == field ? read : value;
                }
                case FIXED_64 -> skip(Long.BYTES, message);
                case BYTES -> skip(varint(message), message);
                case FIXED_32 -> skip(Integer.BYTES, message);
                default -> throw new BufferUnderflowException();
            }
        }
        return value;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BufferUnderflowException();
    }

    private static void skip(long bytes, ByteBuffer message) {
        if (bytes < 0 || bytes > message.remaining()) {
            throw new BufferUnderflowException();
        }
        message.position(message.position() + (int) bytes);
    }
}
