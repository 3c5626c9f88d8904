package dev.turnout.ebpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The BPF file system, in which maps and links outlive the process. Mounted here where nobody has done it. */
final class BpfFs {
    private static final Path MOUNT_POINT = Path.of("/sys/fs/bpf");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private BpfFs() {}

    /** Makes sure that a directory of pins can be made: mounts a BPF file system at /sys/fs/bpf where the path needs it. */
    static void require(Path pins) throws RefusedException {
        Path path = pins.toAbsolutePath().normalize();
        if (mounted(path)) {
            return;
        }
        if (!path.startsWith(MOUNT_POINT)) {
            throw new RefusedException(
                    "XDP_NO_BPFFS",
                    "The pin directory " + path
                            + " is on no BPF file system: mount one there with `mount -t bpf bpf DIR`,"
                            + " or choose a directory under " + MOUNT_POINT + ".");
        }
        mountOnce(path);
    }

    /**
     * Two processes that both found it missing would mount one file system over the other, and hide its pins: so whoever mounts
     * holds the directory underneath, and looks again. Who comes later opens the root of what is mounted already.
     */
    private static void mountOnce(Path path) throws RefusedException {
        int fd = LibC.open(MOUNT_POINT.toString());
        int result = fd < 0 ? fd : LibC.lock(fd, true);
        try {
            if (result == 0 && !mounted(path)) {
                result = LibC.mount("bpf", MOUNT_POINT.toString(), "bpf");
            }
        } finally {
            if (fd >= 0) {
                LibC.close(fd);
            }
        }
        if (result != 0) {
            throw new RefusedException(
                    "XDP_NO_BPFFS",
                    "No BPF file system can be mounted at " + MOUNT_POINT + " (" + Errno.describe(result)
                            + "): run as root, or mount it before with `mount -t bpf bpf " + MOUNT_POINT + "`.");
        }
    }

    /** Whether a path is on a BPF file system. */
    static boolean mounted(Path path) throws RefusedException {
        try {
            // The last mount over the longest prefix is the one that a path resolves to.
            int longest = -1;
            boolean bpf = false;
            for (String line : Files.readAllLines(MOUNTS)) {
                String[] halves = line.split(" - ", 2);
                Path point = Path.of(halves[0].split(" ", -1)[4]);
                if (path.startsWith(point) && point.getNameCount() >= longest) {
                    longest = point.getNameCount();
                    bpf = halves[1].startsWith("bpf ");
                }
            }
            return bpf;
        } catch (IOException e) {
            throw new RefusedException("XDP_NO_BPFFS", "The list of mounts cannot be read: " + e.getMessage() + ".");
        }
    }
}
