package dev.turnout.ebpf;

/**
 * Something about an interface that a balancer should know before it attaches.
 *
 * @param code stable, {@code NIC_…}
 * @param message one sentence
 * @param remedy what to do about it, a command where there is one
 */
public record NicFinding(Severity severity, String code, String message, String remedy) {
    /** How much it matters. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** It forwards, but slower or less than it might. */
        WARNING,
        /** It does not forward. */
        ERROR
    }
}
