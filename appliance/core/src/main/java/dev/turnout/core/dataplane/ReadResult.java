package dev.turnout.core.dataplane;

/** The outcome of reading a data plane. */
public sealed interface ReadResult {
    record Read(DataplaneSnapshot snapshot) implements ReadResult {}

    /**
     * It does not answer, or what it holds cannot be understood.
     *
     * @param code stable, {@code DP_…}
     */
    record Unreadable(String code, String message) implements ReadResult {}
}
