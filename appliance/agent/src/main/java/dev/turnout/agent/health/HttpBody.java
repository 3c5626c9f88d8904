package dev.turnout.agent.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for a text in the first bytes of a body, whole or in chunks (RFC 9112 §6, §7.1). */
final class HttpBody {
    /** So much of a body is looked at. */
    static final int LIMIT = 64 << 10;

    private static final int FIRST_ROOM = 512;
    private static final int LONGEST_CHUNK_LINE = 256;

    private final byte[] wanted;
    private final boolean chunked;
    private final StringBuilder chunkLine = new StringBuilder();
    private byte[] seen = new byte[FIRST_ROOM];
    private int size;
    /** Of the whole body, or of the chunk; 0 means that a chunk's size line comes next. */
    private long left;

    /** How far it has come. */
    enum Progress {
        MORE,
        FOUND,
        /** The body has ended, or its first bytes have. */
        MISSING,
        MALFORMED
    }

    HttpBody(HttpHead head, String wanted) {
        this.wanted = wanted.getBytes(StandardCharsets.UTF_8);
        chunked = head.chunked();
        left = chunked ? 0 : head.contentLength().orElse(Long.MAX_VALUE);
    }

    Progress take(ByteBuffer bytes) {
        if (chunked) {
            return takeChunks(bytes);
        }
        Progress progress = look(bytes);
        return progress == Progress.MORE && left == 0 ? Progress.MISSING : progress;
    }

    private Progress takeChunks(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (left > 0) {
                Progress progress = look(bytes);
                if (progress != Progress.MORE) {
                    return progress;
                }
                continue;
            }
            char next = (char) (bytes.get() & 0xff);
            if (next != '\n') {
                chunkLine.append(next);
                if (chunkLine.length() > LONGEST_CHUNK_LINE) {
                    return Progress.MALFORMED;
                }
            } else if (!chunkLine.toString().isBlank()) {
                // The empty line after a chunk's bytes is skipped.
                String size = chunkLine.toString().split(";", 2)[0].strip();
                chunkLine.setLength(0);
                try {
                    left = Integer.parseUnsignedInt(size, 16) & 0xffff_ffffL;
                } catch (NumberFormatException none) {
                    return Progress.MALFORMED;
                }
                if (left == 0) {
                    return Progress.MISSING;
                }
            } else {
                chunkLine.setLength(0);
            }
        }
        return Progress.MORE;
    }

    private Progress look(ByteBuffer bytes) {
        int before = size;
        int piece = (int) Math.min(Math.min(bytes.remaining(), left), LIMIT - before);
        if (before + piece > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(before + piece, 2 * seen.length));
        }
        bytes.get(seen, before, piece);
        size += piece;
        left -= piece;
        if (contains(Math.max(0, before - wanted.length + 1))) {
            return Progress.FOUND;
        }
        return size == LIMIT ? Progress.MISSING : Progress.MORE;
    }

    private boolean contains(int from) {
        for (int start = from; start + wanted.length <= size; start++) {
            if (Arrays.equals(seen, start, start + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** So many bytes of it. */
    int seen() {
        return size;
    }
}
