package dev.turnout.agent.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Status line and fields of an HTTP/1 answer (RFC 9112 §4, §5), read as they come. Of the fields only those are kept that
 * say where the body ends.
 */
final class HttpHead {
    /** Of the whole head: as much as common servers are willing to send. */
    static final int LIMIT = 16 << 10;

    private static final int FIRST_ROOM = 128;
    private static final byte[] BEGINNING = "HTTP/1.".getBytes(StandardCharsets.ISO_8859_1);
    /** "HTTP/1.1 200". */
    private static final int SHORTEST_STATUS_LINE = 12;

    private byte[] line = new byte[FIRST_ROOM];
    private int lineLength;
    private int read;
    private int status;
    private boolean chunked;
    private OptionalLong contentLength = OptionalLong.empty();

    /** How far it has come. */
    enum Progress {
        MORE,
        COMPLETE,
        MALFORMED
    }

    private @Nullable String fault;

    /** Takes bytes up to the end of the head, and leaves the body's. */
    Progress take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (++read > LIMIT) {
                return malformed("the head of the answer does not end within " + LIMIT + " bytes");
            }
            byte next = bytes.get();
            if (next != '\n') {
                if (lineLength == line.length) {
                    line = Arrays.copyOf(line, 2 * lineLength);
                }
                line[lineLength++] = next;
                if (status == 0 && !beginsWell()) {
                    return malformed("no HTTP answer: it begins with " + Failure.quote(lineSoFar(bytes)));
                }
                continue;
            }
            if (lineLength > 0 && line[lineLength - 1] == '\r') {
                lineLength--;
            }
            if (status != 0 && lineLength == 0) {
                return Progress.COMPLETE;
            }
            String text = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
            lineLength = 0;
            if (status == 0) {
                status = statusOf(text);
                if (status == 0) {
                    return malformed(
                            "no HTTP status line: " + Failure.quote(text.getBytes(StandardCharsets.ISO_8859_1)));
                }
            } else {
                field(text);
            }
        }
        return Progress.MORE;
    }

    private boolean beginsWell() {
        int last = lineLength - 1;
        return last >= BEGINNING.length || line[last] == BEGINNING[last];
    }

    private byte[] lineSoFar(ByteBuffer rest) {
        byte[] said = new byte[lineLength + rest.remaining()];
        System.arraycopy(line, 0, said, 0, lineLength);
        rest.get(said, lineLength, rest.remaining());
        return said;
    }

    private Progress malformed(String why) {
        fault = why;
        return Progress.MALFORMED;
    }

    /** 0 where it is none. */
    private static int statusOf(String text) {
        if (text.length() < SHORTEST_STATUS_LINE || text.charAt(8) != ' ') {
            return 0;
        }
        String digits = text.substring(9, SHORTEST_STATUS_LINE);
        boolean number = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean alone = text.length() == SHORTEST_STATUS_LINE || text.charAt(SHORTEST_STATUS_LINE) == ' ';
        int status = number && alone ? Integer.parseInt(digits) : 0;
        return status >= 100 ? status : 0;
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return;
        }
        String value = text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "transfer-encoding" -> chunked = value.endsWith("chunked");
            case "content-length" -> contentLength = number(value);
            default -> {
                // Nothing that a probe needs to know.
            }
        }
    }

    private static OptionalLong number(String value) {
        try {
            return OptionalLong.of(Long.parseUnsignedLong(value) & Long.MAX_VALUE);
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }

    /** 100–999, once complete. */
    int status() {
        return status;
    }

    boolean chunked() {
        return chunked;
    }

    /** Where the answer says how long its body is. */
    OptionalLong contentLength() {
        return status == 204 || status == 304 ? OptionalLong.of(0) : contentLength;
    }

    /** What is wrong, where it is malformed. */
    String fault() {
        return String.valueOf(fault);
    }
}
