package dev.turnout.p4.softswitch.wire;

/** The kernel did not do what was asked; stays in this package. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code stable, {@code WIRE_…}
     * @param message one sentence: what was refused, the reason, and what to do
     */
    RefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
