package dev.turnout.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is replaced as a whole, and the one before it.
 *
 * <pre>
 *   offset  0   8 bytes   "TURNOUT\n"
 *           8   4 bytes   version of the format, big-endian
 *          12   4 bytes   length of the payload
 *          16  32 bytes   SHA-256 of bytes 0 to 15 and the payload
 *          48             the payload
 * </pre>
 *
 * <p>Writing: a new file beside it, fsync, the present one linked as the previous one if it is whole, rename, fsync of
 * the directory. Until the rename the old file stands under its name, from then on the new one does (POSIX rename is
 * atomic), and each is whole on the disk before it has the name.
 */
public final class DurableFile {
    private static final byte[] MAGIC = "TURNOUT\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER = 48;
    private static final int DIGEST = 16;

    private final Path directory;
    private final Path current;
    private final Path previous;
    private final Path fresh;
    private final int longest;

    /**
     * @param name of the file; {@code name.previous} and {@code name.new} are beside it
     * @param longest payload that is written or read
     */
    public DurableFile(Path directory, String name, int longest) {
        this.directory = directory;
        this.current = directory.resolve(name);
        this.previous = directory.resolve(name + ".previous");
        this.fresh = directory.resolve(name + ".new");
        this.longest = longest;
    }

    /** The outcome of reading. */
    public sealed interface Found {
        record Whole(byte[] payload) implements Found {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Whole whole && Arrays.equals(payload, whole.payload);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(payload);
            }
        }

        /** There is no such file, and none before it. */
        record Missing() implements Found {}

        /** @param why in a sentence, for people */
        record Damaged(String why) implements Found {}
    }

    /** The outcome of writing. */
    public sealed interface Wrote {
        /** It outlives a power cut from here on. */
        record Durable() implements Wrote {}

        /**
         * The file is as it was before.
         *
         * @param why in a sentence, for people
         */
        record Failed(String why) implements Wrote {}

        /**
         * What was written is there for every process that reads, and a power cut may bring back the one before.
         *
         * @param why in a sentence, for people
         */
        record Unsure(String why) implements Wrote {}
    }

    public Found read() {
        return read(current);
    }

    /** The one before, for when the newest is damaged. */
    public Found readPrevious() {
        return read(previous);
    }

    private Found read(Path file) {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            if (size < HEADER || size - HEADER > longest) {
                return new Found.Damaged(file + " has " + size + " bytes, which no whole file has");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // A read may give less than it was asked for.
            }
            return decode(file, bytes.flip());
        } catch (NoSuchFileException none) {
            return new Found.Missing();
        } catch (IOException unreadable) {
            return new Found.Damaged(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static Found decode(Path file, ByteBuffer bytes) {
        byte[] all = Arrays.copyOf(bytes.array(), bytes.limit());
        if (all.length < HEADER || !Arrays.equals(MAGIC, 0, MAGIC.length, all, 0, MAGIC.length)) {
            return new Found.Damaged(file + " is no file of Turnout's");
        }
        int version = bytes.getInt(8);
        if (version != VERSION) {
            return new Found.Damaged(file + " has format " + version + ", and this release reads " + VERSION);
        }
        byte[] digest = Arrays.copyOfRange(all, DIGEST, HEADER);
        byte[] payload = Arrays.copyOfRange(all, HEADER, all.length);
        if (bytes.getInt(12) != payload.length || !Arrays.equals(digest, digest(all, payload))) {
            return new Found.Damaged(file + " does not match its checksum");
        }
        return new Found.Whole(payload);
    }

    /** Replaces the file. */
    public Wrote write(byte[] payload) {
        if (payload.length > longest) {
            return new Wrote.Failed(current + " would have " + payload.length + " bytes; it may have " + longest);
        }
        try {
            writeFresh(encode(payload));
            if (read(current) instanceof Found.Whole) {
                Files.deleteIfExists(previous);
                Files.createLink(previous, current);
            }
            Files.move(fresh, current, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            return new Wrote.Failed(current + " cannot be written: " + reason(failure));
        }
        return confirm();
    }

    /** Makes durable what is under the name already, for who did not write it: the names, since the content always is. */
    public Wrote confirm() {
        try {
            force(directory);
            return new Wrote.Durable();
        } catch (IOException failure) {
            return new Wrote.Unsure(current + " is written, and may not outlive a power cut: " + reason(failure));
        }
    }

    private static byte[] encode(byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
        bytes.put(MAGIC).putInt(VERSION).putInt(payload.length);
        byte[] digest = digest(bytes.array(), payload);
        return bytes.put(digest).put(payload).array();
    }

    /** @param header whose first 16 bytes count */
    private static byte[] digest(byte[] header, byte[] payload) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(header, 0, DIGEST);
            return sha256.digest(payload);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private void writeFresh(byte[] all) throws IOException {
        // What a process that was killed left behind might have other permissions.
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(all);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
