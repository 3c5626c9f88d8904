package dev.turnout.fleetctl.ca;

/** Why the authority cannot do what it is asked: one sentence for the person who typed the command. */
public final class CaProblem extends Exception {
    private static final long serialVersionUID = 1;

    CaProblem(String sentence) {
        super(sentence);
    }

    CaProblem(String sentence, Exception cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
