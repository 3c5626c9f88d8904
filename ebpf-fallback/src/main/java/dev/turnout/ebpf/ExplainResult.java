package dev.turnout.ebpf;

/** The outcome of asking the program what it does with a packet. */
public sealed interface ExplainResult {
    record Explained(Explanation explanation) implements ExplainResult {}

    record Refused(Refusal refusal) implements ExplainResult {}
}
