package dev.turnout.agent.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A frame of HTTP/2 (RFC 9113 §4.1). */
record Http2Frame(Kind kind, int flags, int stream, byte[] payload) {
    private static final int HEAD = 9;

    /** What a client that says nothing of it is sent at most. */
    private static final int LONGEST = 16 << 10;

    /** Those that are told apart. */
    enum Kind {
        DATA(0),
        HEADERS(1),
        RST_STREAM(3),
        SETTINGS(4),
        PING(6),
        GOAWAY(7),
        OTHER(-1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEAD + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) kind.code)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** What there is to be read. */
    sealed interface Read {
        record More() implements Read {}

        record Whole(Http2Frame frame) implements Read {}

        /** @param began what cannot be a frame */
        record Malformed(byte[] began) implements Read {}
    }

    /** Puts frames together from bytes as they come. */
    static final class Reader {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        void take(ByteBuffer more) {
            byte[] piece = new byte[more.remaining()];
            more.get(piece);
            kept.reset();
            kept.write(bytes.array(), bytes.position(), bytes.remaining());
            kept.writeBytes(piece);
            bytes = ByteBuffer.wrap(kept.toByteArray());
        }

        Read next() {
            if (bytes.remaining() < HEAD) {
                return new Read.More();
            }
            ByteBuffer frame = bytes.duplicate();
            int length = (frame.getShort() & 0xffff) << 8 | frame.get() & 0xff;
            if (length > LONGEST) {
                return new Read.Malformed(Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit()));
            }
            if (bytes.remaining() < HEAD + length) {
                return new Read.More();
            }
            Kind kind = Kind.of(frame.get() & 0xff);
            int flags = frame.get() & 0xff;
            int stream = frame.getInt() & Integer.MAX_VALUE;
            byte[] payload = new byte[length];
            frame.get(payload);
            bytes.position(frame.position());
            return new Read.Whole(new Http2Frame(kind, flags, stream, payload));
        }
    }
}
