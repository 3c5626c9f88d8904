package dev.turnout.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that is replaced as a whole, and the one before it: two files that are overwritten in turn, where they are.
 *
 * <pre>
 *   offset  0   8 bytes   "TURNOUT\n"
 *           8   4 bytes   version of the format, big-endian
 *          12   4 bytes   length of the payload
 *          16   8 bytes   number of the write: of two whole files the one with the higher number is the newest
 *          24  32 bytes   SHA-256 of bytes 0 to 23 and the payload
 *          56             the payload; what follows it is of a longer one before
 * </pre>
 *
 * <p>Writing is one write and one fdatasync, on the file that does not hold the newest value that is known to be durable. So a
 * power cut spoils nothing but what was being written. A new file that takes the old one's name would need two commits of the
 * file system's journal, each of which waits for what all other processes have written; a file that neither moves nor grows
 * needs none.
 */
public final class DurableFile {
    private static final byte[] MAGIC = "TURNOUT\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int NUMBER = 16;
    private static final int DIGEST = 24;
    private static final int HEADER = 56;

    private final Path directory;
    private final List<Path> files;
    private final int longest;

    /** Which file is written next, and by what number; unknown before the first look. */
    private Optional<Turn> turn = Optional.empty();

    /** Whether the names of both files are known to be durable. */
    private boolean named;

    private record Turn(int file, long number) {
        Turn next() {
            return new Turn(1 - file, number + 1);
        }
    }

    /** What one file holds. */
    private record Held(Found found, long number) {
        boolean isWhole() {
            return found instanceof Found.Whole;
        }
    }

    /**
     * @param name of the files: {@code name.0} and {@code name.1}
     * @param longest payload that is written or read
     */
    public DurableFile(Path directory, String name, int longest) {
        this.directory = directory;
        this.files = List.of(directory.resolve(name + ".0"), directory.resolve(name + ".1"));
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

        /** Nothing was written. */
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

    /** The newest; damaged where a file is that may have been that. */
    public Found read() {
        List<Held> held = look();
        return held.stream()
                .map(Held::found)
                .filter(Found.Damaged.class::isInstance)
                .findFirst()
                .orElseGet(() -> held.get(newest(held)).found());
    }

    /** The one before, for when the newest is damaged. */
    public Found readPrevious() {
        List<Held> held = look();
        boolean bothWhole = held.stream().allMatch(Held::isWhole);
        return held.get(bothWhole ? 1 - newest(held) : newest(held)).found();
    }

    private List<Held> look() {
        return files.stream().map(this::read).toList();
    }

    /** The file that is whole and of the higher number; where none is whole, the second. */
    private static int newest(List<Held> held) {
        return held.get(0).isWhole()
                        && !(held.get(1).isWhole()
                                && held.get(1).number() > held.get(0).number())
                ? 0
                : 1;
    }

    private Held read(Path file) {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            if (size == 0) {
                // Its first write came to nothing.
                return new Held(new Found.Missing(), 0);
            }
            if (size < HEADER || size - HEADER > longest) {
                return damaged(file + " has " + size + " bytes, which no whole file has");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // A read may give less than it was asked for.
            }
            return decode(file, bytes.flip());
        } catch (NoSuchFileException none) {
            return new Held(new Found.Missing(), 0);
        } catch (IOException unreadable) {
            return damaged(file + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static Held damaged(String why) {
        return new Held(new Found.Damaged(why), 0);
    }

    private static Held decode(Path file, ByteBuffer bytes) {
        byte[] all = Arrays.copyOf(bytes.array(), bytes.limit());
        if (all.length < HEADER || !Arrays.equals(MAGIC, 0, MAGIC.length, all, 0, MAGIC.length)) {
            return damaged(file + " is no file of Turnout's");
        }
        int version = bytes.getInt(8);
        if (version != VERSION) {
            return damaged(file + " has format " + version + ", and this release reads " + VERSION);
        }
        int length = bytes.getInt(12);
        if (length < 0 || length > all.length - HEADER) {
            return damaged(file + " ends before its payload does");
        }
        byte[] payload = Arrays.copyOfRange(all, HEADER, HEADER + length);
        if (!Arrays.equals(all, DIGEST, HEADER, digest(all, payload), 0, HEADER - DIGEST)) {
            return damaged(file + " does not match its checksum");
        }
        return new Held(new Found.Whole(payload), bytes.getLong(NUMBER));
    }

    /** Replaces the value. */
    public Wrote write(byte[] payload) {
        Turn now = turn.orElseGet(this::afterNewest);
        Path file = files.get(now.file());
        if (payload.length > longest) {
            return new Wrote.Failed(file + " would have " + payload.length + " bytes; it may have " + longest);
        }
        turn = Optional.of(now);
        try (FileChannel out = open(file)) {
            try {
                put(out, encode(payload, now.number()));
            } catch (IOException failure) {
                out.truncate(0);
                throw failure;
            }
            return durable(out, file, now.next());
        } catch (IOException failure) {
            return new Wrote.Failed(file + " cannot be written: " + reason(failure));
        }
    }

    private Turn afterNewest() {
        List<Held> held = look();
        int newest = newest(held);
        return new Turn(1 - newest, held.get(newest).number() + 1);
    }

    /** Makes durable what is the newest already, for who did not write it. */
    public Wrote confirm() {
        List<Held> held = look();
        int newest = newest(held);
        if (!held.get(newest).isWhole()) {
            return new Wrote.Durable();
        }
        Path file = files.get(newest);
        // Should this fail, it is what the next write replaces: the other is the one that is surely durable.
        turn = Optional.of(new Turn(newest, held.get(newest).number() + 1));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return durable(out, file, afterNewest());
        } catch (IOException failure) {
            return unsure(file, failure);
        }
    }

    /** @param then whose turn it is once this one is durable */
    private Wrote durable(FileChannel out, Path file, Turn then) {
        try {
            out.force(false);
            if (!named) {
                force(directory);
            }
        } catch (IOException failure) {
            return unsure(file, failure);
        }
        named = files.stream().allMatch(Files::exists);
        turn = Optional.of(then);
        return new Wrote.Durable();
    }

    private static Wrote unsure(Path file, IOException failure) {
        return new Wrote.Unsure(file + " is written, and may not outlive a power cut: " + reason(failure));
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void put(FileChannel out, byte[] all) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(all);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static byte[] encode(byte[] payload, long number) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
        bytes.put(MAGIC).putInt(VERSION).putInt(payload.length).putLong(number);
        byte[] digest = digest(bytes.array(), payload);
        return bytes.put(digest).put(payload).array();
    }

    /** @param header whose first 24 bytes count */
    private static byte[] digest(byte[] header, byte[] payload) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(header, 0, DIGEST);
            return sha256.digest(payload);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
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
