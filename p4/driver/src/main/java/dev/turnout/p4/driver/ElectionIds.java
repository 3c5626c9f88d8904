package dev.turnout.p4.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;

/**
 * Gives out election ids that grow over restarts: greater than the last one written down and than the time in milliseconds,
 * whichever is greater. So a box that has lost its file still takes over from the process before. For one thread.
 */
final class ElectionIds {
    private final Path file;
    private ElectionId last;

    ElectionIds(Path directory, InstantSource time) throws RefusedException {
        file = directory.resolve("p4runtime-election-id");
        last = read().max(new ElectionId(0, time.millis()));
    }

    private ElectionId read() throws RefusedException {
        try {
            return Files.exists(file) ? ElectionId.parse(Files.readString(file).trim()) : ElectionId.NONE;
        } catch (NumberFormatException damaged) {
            // The time will do.
            return ElectionId.NONE;
        } catch (IOException e) {
            throw new RefusedException("DP_STATE", "The last election id cannot be read: see to " + file + ": " + e);
        }
    }

    /** Greater than all before, and than that one. On disk before it is used. */
    ElectionId above(ElectionId other) throws RefusedException {
        last = last.max(other).next();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, last + "\n");
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RefusedException("DP_STATE", "An election id cannot be kept: see to " + file + ": " + e);
        }
        return last;
    }

    ElectionId last() {
        return last;
    }
}
