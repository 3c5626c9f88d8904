package dev.turnout.agent.log;

/** How much an event matters. */
public enum Level {
    /** In the ordinary course of things. */
    INFO("info"),
    /** Somebody should look at it some day. */
    WARN("warn"),
    /** Something that was asked for does not happen. */
    ERROR("error");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
