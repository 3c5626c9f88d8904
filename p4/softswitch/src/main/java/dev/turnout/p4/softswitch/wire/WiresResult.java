package dev.turnout.p4.softswitch.wire;

/** The outcome of opening the ports of a switch. */
public sealed interface WiresResult {
    /** What comes in waits until somebody receives it. */
    record Opened(PortMap ports) implements WiresResult {}

    /**
     * None of them is open.
     *
     * @param code stable, {@code WIRE_…}
     * @param message one sentence: what was refused, the reason, and what to do
     */
    record Refused(String code, String message) implements WiresResult {}
}
