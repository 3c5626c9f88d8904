package dev.turnout.p4.driver;

/**
 * Why a target did not do what was asked.
 *
 * @param code stable, {@code DP_…}
 * @param message one sentence: what was refused, the reason, and what to do
 */
public record Refusal(String code, String message) {
    @Override
    public String toString() {
        return message + " (" + code + ")";
    }
}
