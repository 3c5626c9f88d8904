package dev.turnout.fleetctl.ca;

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

/** Small files that are replaced whole, and durable when that returns. */
final class SmallFile {
    private SmallFile() {}

    /** For the owner only. */
    static void write(Path file, String text) throws IOException {
        write(file, text, "rw-------");
    }

    /** @param mode as {@code rw-r--r--} */
    static void write(Path file, String text, String mode) throws IOException {
        Path fresh = Path.of(file + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) {
                int ignored = channel.write(left);
            }
            channel.force(true);
        }
        Path ignored = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
