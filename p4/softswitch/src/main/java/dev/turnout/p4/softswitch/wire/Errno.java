package dev.turnout.p4.softswitch.wire;

/** The numbers of asm-generic/errno.h that packet sockets end with. */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EMSGSIZE = 90;
    static final int ENETDOWN = 100;

    private Errno() {}

    static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted";
            case 12 -> "out of memory";
            case 19 -> "no such device";
            case 24 -> "too many open files";
            case 92 -> "the kernel knows no such option";
            case 97 -> "address family not supported";
            case 105 -> "no buffer space available";
            default -> "errno " + errno;
        };
    }
}
