package dev.turnout.ebpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process at a time programs a data plane: two would take the same free regions. Ends with the process, however it ends. */
final class PinLock implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/run");

    private final FileChannel channel;

    private PinLock(FileChannel channel) {
        this.channel = channel;
    }

    static PinLock take(Path pins) throws RefusedException {
        Path file = DIRECTORY.resolve(
                "turnout" + pins.toAbsolutePath().normalize().toString().replace('/', '-') + ".lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new RefusedException(
                    "XDP_LOCKED", "The lock file " + file + " cannot be opened: run as root (" + e + ").");
        }
        if (tryLock(channel) == null) {
            PinLock lock = new PinLock(channel);
            lock.close();
            throw new RefusedException(
                    "XDP_LOCKED",
                    "Another process programs the data plane at " + pins
                            + ": stop it first, or choose another pin directory.");
        }
        return new PinLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
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
