package dev.turnout.fleetctl;

/** A key that cannot be used. */
final class KeyProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    /** @param sentence for people; it names the remedy */
    KeyProblem(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
