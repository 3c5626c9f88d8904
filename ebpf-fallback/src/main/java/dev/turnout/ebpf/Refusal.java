package dev.turnout.ebpf;

/**
 * Why the kernel, or the machine, did not do what was asked.
 *
 * @param code stable, {@code XDP_…}
 * @param message one sentence: what was refused, the reason, and what to do
 * @param log the verifier's log or libbpf's own words; empty where there are none
 */
public record Refusal(String code, String message, String log) {
    @Override
    public String toString() {
        return message + " (" + code + ")";
    }
}
