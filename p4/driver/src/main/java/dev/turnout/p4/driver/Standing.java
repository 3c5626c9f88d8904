package dev.turnout.p4.driver;

/** How a session stands with its target. */
sealed interface Standing {
    /** The stream is being opened, or has not been answered yet. */
    record Connecting() implements Standing {}

    /**
     * This box may write.
     *
     * @param term counted up each time it becomes the primary: in between, anything may have happened to the target
     */
    record Primary(ElectionId id, long term) implements Standing {}

    /** @param primary the election id of the controller that is the primary */
    record Backup(ElectionId primary) implements Standing {}

    /** There is no stream. It is opened again by and by. */
    record Lost(Refusal why) implements Standing {}
}
