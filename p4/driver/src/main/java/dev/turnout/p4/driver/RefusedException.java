package dev.turnout.p4.driver;

/** Carries a refusal from the call that met it up to the driver's edge, where it becomes a result. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(String code, String message) {
        this(new Refusal(code, message));
    }

    RefusedException(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
