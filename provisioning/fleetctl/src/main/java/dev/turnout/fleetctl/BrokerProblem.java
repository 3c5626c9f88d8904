package dev.turnout.fleetctl;

/** Why there is no getting on with the broker: one sentence for the person who typed the command. */
final class BrokerProblem extends Exception {
    BrokerProblem(String sentence) {
        super(sentence);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
