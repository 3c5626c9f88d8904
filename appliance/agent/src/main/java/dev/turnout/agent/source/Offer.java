package dev.turnout.agent.source;

/**
 * A document that a source has.
 *
 * @param origin where it came from, for people: a topic or a path
 * @param order whether a document counts only if its revision is newer than what the box has
 */
public record Offer(Document document, String origin, Order order, Runnable acknowledgement) {
    /** What makes a document newer than another. */
    public enum Order {
        /** Its revision: messages can be late, doubled or out of order. */
        BY_REVISION,
        /** That it came later: a file is what it says now, as whoever edits it expects. */
        BY_ARRIVAL
    }

    /**
     * Says that the document is durable, or was refused for good, and need not be offered again. From any thread; at
     * most once.
     */
    public void accepted() {
        acknowledgement.run();
    }
}
