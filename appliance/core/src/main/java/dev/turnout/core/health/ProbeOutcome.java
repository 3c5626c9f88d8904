package dev.turnout.core.health;

/** How a probe ended. */
public sealed interface ProbeOutcome {
    /** The backend answered as it should. */
    record Passed() implements ProbeOutcome {}

    /**
     * It did not.
     *
     * @param code stable, {@code PROBE_…}
     * @param sentence for people
     * @param refused whether the host itself said that nobody listens (a TCP reset of the SYN, port unreachable), so that
     *     no established flow can have a server there either
     */
    record Failed(String code, String sentence, boolean refused) implements ProbeOutcome {}
}
