package dev.turnout.agent.source;

import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.signed.Envelopes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bytes of a configuration document, as they were received. Immutable, compared by content. */
public final class Document {
    /** The longest that is read, from any source. */
    public static final int MAX_BYTES = Envelopes.MOST_BYTES;

    private final Format format;
    private final byte[] bytes;
    private final byte[] digest;

    /** How the bytes are to be read. */
    public enum Format {
        /** The message {@code turnout.v1.FleetConfig}, as the wire carries it. */
        PROTOBUF,
        /** What people write. */
        YAML,
        /** A {@code turnout.v1.Envelope} with a configuration in it. */
        SIGNED
    }

    private Document(Format format, byte[] bytes) {
        this.format = format;
        this.bytes = bytes;
        this.digest = sha256(bytes);
    }

    /** Copies. */
    public static Document of(Format format, byte[] bytes) {
        return new Document(format, bytes.clone());
    }

    public Format format() {
        return format;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /** What it says. Of a signed one nobody is asked here who signed it: that is done when it comes. */
    public ParseResult parse(BoxContext box) {
        return switch (format) {
            case PROTOBUF -> ConfigParser.parse(bytes, box);
            case YAML -> ConfigParser.parseYaml(bytes, box);
            case SIGNED -> ConfigParser.parse(Envelopes.configuration(bytes), box);
        };
    }

    /** SHA-256 of the bytes, 32 of them: by it a sender knows its own message. A copy. */
    public byte[] digest() {
        return digest.clone();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Document document && format == document.format && Arrays.equals(bytes, document.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return format + " of " + bytes.length + " bytes, " + HexFormat.of().formatHex(digest, 0, 4);
    }
}
