package dev.turnout.ebpf;

/** What a negative errno means where it was met, and what to do about it. */
final class Refusals {
    /** The one refusal that a configuration can lift. */
    static final String NO_NATIVE = "XDP_NO_NATIVE";

    private Refusals() {}

    /**
     * The object was not loaded.
     *
     * @param verifier the program's log buffer
     * @param printed what libbpf said
     */
    static Refusal load(int result, String verifier, String printed) {
        String cause = Errno.describe(result);
        String log = verifier.isBlank() ? printed : verifier.strip();
        return switch (-result) {
            case Errno.EPERM ->
                new Refusal(
                        "XDP_NO_PERMISSION",
                        "The kernel does not let this process load BPF programs (" + cause
                                + "): run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON.",
                        log);
            case Errno.ENOMEM ->
                new Refusal(
                        "XDP_NO_MEMORY",
                        "The kernel has no memory for the maps (" + cause
                                + "): ask for fewer slots or raise the memory limit.",
                        log);
            case Errno.E2BIG ->
                verifier.isBlank()
                        ? new Refusal(
                                "XDP_NO_MEMORY",
                                "A map is larger than the kernel allows (" + cause
                                        + "): ask for fewer slots or filter bits.",
                                log)
                        : verifierRefused(cause, log);
            default ->
                verifier.isBlank()
                        ? new Refusal(
                                "XDP_LOAD",
                                "The BPF object was not loaded (" + cause
                                        + "): read the log; the kernel must be 6.1 or later.",
                                log)
                        : verifierRefused(cause, log);
        };
    }

    private static Refusal verifierRefused(String cause, String log) {
        return new Refusal(
                "XDP_VERIFIER",
                "The kernel's verifier refused the program (" + cause + ", \"" + reason(log)
                        + "\"): use a kernel that this release is tested on, and report the log.",
                log);
    }

    /** The verifier's complaint is its last line before the statistics. */
    private static String reason(String log) {
        return log.lines()
                .filter(line ->
                        !line.isBlank() && !line.startsWith("processed ") && !line.startsWith("verification time"))
                .reduce((first, second) -> second)
                .orElse("no reason given");
    }

    /** The program was not attached to an interface. */
    static Refusal attach(int result, String device, boolean generic, String printed) {
        String cause = Errno.describe(result);
        return switch (-result) {
            case Errno.EOPNOTSUPP ->
                new Refusal(
                        NO_NATIVE,
                        "The driver of " + device + " has no native XDP, or not as it is set up (" + cause
                                + "): lower its MTU to 1500 and switch off LRO, use another NIC, or allow the slower generic"
                                + " mode by dataplane.allowGeneric or --allow-generic.",
                        printed);
            case Errno.EBUSY, Errno.EEXIST ->
                new Refusal(
                        "XDP_BUSY",
                        "Another XDP program is attached to " + device + " (" + cause
                                + "): detach it with `ip link set dev " + device
                                + " xdp off`, or stop what attached it.",
                        printed);
            case Errno.EPERM ->
                new Refusal(
                        "XDP_NO_PERMISSION",
                        "The kernel does not let this process attach to " + device + " (" + cause
                                + "): run as root, or with CAP_BPF and CAP_NET_ADMIN.",
                        printed);
            case Errno.ENODEV -> new Refusal("XDP_NO_DEVICE", noDevice(device, cause), printed);
            case Errno.EINVAL, Errno.ERANGE ->
                new Refusal(
                        "XDP_ATTACH",
                        "The driver of " + device + " refuses " + (generic ? "generic" : "native")
                                + " XDP as it is set up (" + cause
                                + "): lower its MTU, switch off LRO, and halve its queues.",
                        printed);
            default ->
                new Refusal(
                        "XDP_ATTACH",
                        "The program was not attached to " + device + " (" + cause + "): read the kernel's log.",
                        printed);
        };
    }

    /** The library, or a function of it, is missing: the bindings did not initialize. */
    static Refusal noLibrary(LinkageError e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new Refusal(
                "XDP_NO_LIBBPF",
                "libbpf.so.1, version 1.0 or later, cannot be used: install it (Debian: apt-get install libbpf1).",
                String.valueOf(cause.getMessage()));
    }

    static String noDevice(String device, String cause) {
        return "There is no interface " + device + " in this network namespace (" + cause
                + "): name one that `ip link` shows.";
    }
}
