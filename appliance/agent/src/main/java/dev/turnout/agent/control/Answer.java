package dev.turnout.agent.control;

/** What a client is told. */
public sealed interface Answer {
    /** What an answer comes to, for the exit code of who asked. */
    enum Verdict {
        /** All is well. */
        FINE,
        /** The box does not forward what it should. */
        NOT_IN_SYNC,
        /** The document has violations. */
        INVALID,
        /** The document is valid, and the box has no room for it. */
        DOES_NOT_FIT,
        /** Something still goes to the backend that is drained. */
        DRAINING
    }

    /** @param text in the form that was asked for, ending with a line break */
    record Told(Verdict verdict, String text) implements Answer {}

    /**
     * @param code stable, for programs: {@code UNKNOWN_SERVICE}
     * @param message one sentence, that names the remedy
     */
    record Refused(String code, String message) implements Answer {
        public Refused {
            message = message.replace('\n', ' ');
        }
    }

    /** No agent answers; only a client sees this. */
    record Unreachable(String why) implements Answer {}
}
