package dev.turnout.broker;

/** Why there is no getting on with the broker: one sentence for the person who typed the command. */
public final class BrokerProblem extends Exception {
    private static final long serialVersionUID = 1;

    BrokerProblem(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
