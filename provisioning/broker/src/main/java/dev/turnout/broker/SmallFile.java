package dev.turnout.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files of keys and of what belongs to them: there whole or not at all, and durable when writing returns. */
public final class SmallFile {
    /** For its owner only. */
    public static final String PRIVATE = "rw-------";

    /** For everybody to read. */
    public static final String SHARED = "rw-r--r--";

    private SmallFile() {}

    /** Replaces what was there. */
    public static void write(Path file, String text, String mode) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Replaces what was there. */
    public static void write(Path file, byte[] bytes, String mode) throws IOException {
        Path fresh = Path.of(file + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                int ignored = channel.write(left);
            }
            channel.force(true);
        }
        Path ignored = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            try (FileChannel directory = FileChannel.open(parent)) {
                directory.force(true);
            }
        }
    }
}
