package dev.turnout.agent.source;

/**
 * A document that a source has.
 *
 * @param origin where it came from, for people: a topic or a path
 */
public record Offer(Document document, String origin, Runnable acknowledgement) {
    /**
     * Says that the document is durable, or was refused for good, and need not be offered again. From any thread; at
     * most once.
     */
    public void accepted() {
        acknowledgement.run();
    }
}
