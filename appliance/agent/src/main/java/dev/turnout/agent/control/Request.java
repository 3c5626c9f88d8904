package dev.turnout.agent.control;

import java.util.List;

/**
 * What a client asks.
 *
 * @param verb the first word
 * @param arguments the other words
 * @param body what follows the line; empty for all verbs but {@code check}; not changed afterwards
 */
public record Request(String verb, List<String> arguments, byte[] body) {
    /** The one verb that a document follows. */
    static final String CHECK = "check";

    public Request {
        arguments = List.copyOf(arguments);
    }

    /** The line that says this. */
    String line() {
        return String.join(" ", verb, String.join(" ", arguments)).strip() + "\n";
    }
}
