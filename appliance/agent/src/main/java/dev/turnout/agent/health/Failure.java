package dev.turnout.agent.health;

import dev.turnout.core.health.ProbeOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a probe can fail with. The codes are an interface: alarms stand on them. */
enum Failure {
    PROBE_REFUSED("The backend answered that nobody listens on the port."),
    PROBE_UNREACHABLE("No packet gets there: the box has no route, or a router or the last link says so."),
    PROBE_TIMEOUT("No answer, or not all of it, came within the timeout."),
    PROBE_CLOSED("The backend closed or reset the connection before it had answered."),
    PROBE_MALFORMED("What came is not the protocol that was asked for, or is longer than any good answer."),
    PROBE_STATUS("The HTTP status is none of those expected."),
    PROBE_BODY("The text that is expected is not in the first bytes of the body."),
    PROBE_TLS("No TLS connection could be made, or the certificate is not good."),
    PROBE_NOT_SERVING("The gRPC health service says something other than SERVING, or does not say anything.");

    /** Text of others, in a sentence of ours. */
    private static final int LONGEST_QUOTE = 80;

    private final String meaning;

    Failure(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** With what was seen: one line. */
    ProbeOutcome.Failed saw(String sentence) {
        return new ProbeOutcome.Failed(name(), sentence, this == PROBE_REFUSED);
    }

    /** What somebody else has said, in quotes, fit to be printed. */
    static String quote(byte[] said) {
        String text = new String(said, 0, Math.min(said.length, LONGEST_QUOTE), StandardCharsets.ISO_8859_1);
        StringBuilder quote = new StringBuilder("\"");
        text.chars().forEach(c -> quote.append(c < ' ' || c > '~' || c == '"' ? '.' : (char) c));
        return quote.append(said.length > LONGEST_QUOTE ? "…\"" : "\"").toString();
    }

    static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
