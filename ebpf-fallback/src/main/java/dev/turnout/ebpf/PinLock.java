package dev.turnout.ebpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * One process at a time programs a data plane: two would take the same free regions. What is locked is the directory of the pins
 * itself (flock(2)), so the lock leaves nothing behind: it ends with the process, however that ends, and the directory goes when
 * its pins do.
 */
final class PinLock implements AutoCloseable {
    /** A directory can be removed between its opening and its locking, by an uninstall each time. */
    private static final int ATTEMPTS = 8;

    private final int fd;

    private PinLock(int fd) {
        this.fd = fd;
    }

    /** Locks the directory, which is made where it is missing. */
    static PinLock make(Path pins) throws RefusedException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            Pins.makeDirectory(pins);
            PinLock lock = open(pins);
            if (lock.isAt(pins)) {
                return lock;
            }
            lock.close();
        }
        throw held(pins);
    }

    /** Locks a directory that is there. */
    static PinLock take(Path pins) throws RefusedException {
        PinLock lock = open(pins);
        if (lock.isAt(pins)) {
            return lock;
        }
        lock.close();
        throw held(pins);
    }

    private static PinLock open(Path pins) throws RefusedException {
        int fd = LibC.open(pins.toString());
        if (fd < 0 && fd != -Errno.ENOENT) {
            throw new RefusedException(
                    "XDP_LOCKED",
                    "The pin directory " + pins + " cannot be opened (" + Errno.describe(fd) + "): run as root.");
        }
        PinLock lock = new PinLock(fd);
        if (fd >= 0 && LibC.lock(fd, false) != 0) {
            lock.close();
            throw held(pins);
        }
        return lock;
    }

    private static RefusedException held(Path pins) {
        return new RefusedException(
                "XDP_LOCKED",
                "Another process programs the data plane at " + pins
                        + ": stop it first, or choose another pin directory.");
    }

    /** Whether what is locked is still the directory of that name, which another may have removed in between. */
    private boolean isAt(Path pins) {
        try {
            return fd >= 0 && inode(Path.of("/proc/self/fd/" + fd)).equals(inode(pins));
        } catch (IOException removed) {
            return false;
        }
    }

    private static Object inode(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new IOException("no inode of " + path);
        }
        return key;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
        }
    }
}
