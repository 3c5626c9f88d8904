package dev.turnout.ebpf;

import java.util.Map;

/** The error numbers of Linux that BPF calls answer with, and their meaning here. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int E2BIG = 7;
    static final int ERANGE = 34;
    static final int EOPNOTSUPP = 95;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM, not permitted"),
            Map.entry(ENOENT, "ENOENT, not there"),
            Map.entry(E2BIG, "E2BIG, too large"),
            Map.entry(9, "EBADF, bad descriptor"),
            Map.entry(EAGAIN, "EAGAIN, try again"),
            Map.entry(ENOMEM, "ENOMEM, no memory"),
            Map.entry(EACCES, "EACCES, access denied"),
            Map.entry(EBUSY, "EBUSY, in use"),
            Map.entry(EEXIST, "EEXIST, already there"),
            Map.entry(ENODEV, "ENODEV, no such device"),
            Map.entry(20, "ENOTDIR, not a directory"),
            Map.entry(EINVAL, "EINVAL, invalid"),
            Map.entry(24, "EMFILE, too many open files"),
            Map.entry(ENOSPC, "ENOSPC, no room"),
            Map.entry(30, "EROFS, read only"),
            Map.entry(ERANGE, "ERANGE, out of range"),
            Map.entry(38, "ENOSYS, not in this kernel"),
            Map.entry(67, "ENOLINK, the interface is gone"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP, not supported"),
            Map.entry(524, "ENOTSUPP, not supported"));

    private Errno() {}

    /** For a result that may be {@code -errno} or {@code errno}. */
    static String describe(int result) {
        int number = Math.abs(result);
        String name = NAMES.get(number);
        return name == null ? "errno " + number : name;
    }
}
