package dev.turnout.ebpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One process at a time programs a data plane: two would take the same free regions. Ends with the process, however it ends. */
final class PinLock implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/run");

    private final Path file;
    private final FileChannel channel;

    private PinLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static PinLock take(Path pins) throws RefusedException {
        Path file = DIRECTORY.resolve(
                "turnout" + pins.toAbsolutePath().normalize().toString().replace('/', '-') + ".lock");
        try {
            PinLock lock =
                    new PinLock(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            if (lock.tryLock() != null && lock.isTheFile()) {
                return lock;
            }
            lock.close();
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_LOCKED", "The lock file " + file + " cannot be used: run as root (" + e + ").");
        }
        throw new RefusedException(
                "XDP_LOCKED",
                "Another process programs the data plane at " + pins
                        + ": stop it first, or choose another pin directory.");
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    /**
     * Whether what is locked is still the file of that name, which {@link #remove} may have taken away in between. Told by a
     * size that is drawn anew: to open the file once more and close it would end the lock, for closing any descriptor of a
     * file ends all locks that the process has on it (fcntl(2)).
     */
    private boolean isTheFile() throws IOException {
        long size = ThreadLocalRandom.current().nextLong(1, 1L << 30);
        channel.truncate(0).write(ByteBuffer.allocate(1), size - 1);
        return Files.exists(file) && Files.size(file) == size;
    }

    /** Removes the file, while the lock is held: nothing is left to be locked. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
