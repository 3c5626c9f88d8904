package dev.turnout.agent;

/** The outcome of choosing and opening a data plane. */
sealed interface PlaneResult {
    record Opened(Plane plane) implements PlaneResult {}

    /**
     * @param why one sentence that names the remedy
     * @param detail lines of a log, or nothing
     */
    record Refused(String why, String detail) implements PlaneResult {}
}
