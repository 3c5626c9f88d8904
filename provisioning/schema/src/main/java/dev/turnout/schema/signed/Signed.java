package dev.turnout.schema.signed;

import dev.turnout.core.model.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a fleet manager has signed: a statement, taken apart.
 *
 * @param notBefore empty for at once
 * @param expires the first moment at which it is refused; empty for never
 */
public record Signed(
        Audience audience, Revision revision, Optional<Instant> notBefore, Optional<Instant> expires, Content content) {
    /** Who may act by it. */
    public sealed interface Audience {
        /** One box, by its id. */
        record Box(String id) implements Audience {
            @Override
            public String toString() {
                return "box " + id;
            }
        }

        /** All boxes of a group. */
        record Group(String name) implements Audience {
            @Override
            public String toString() {
                return "group " + name;
            }
        }
    }

    /** What is to be done. */
    public sealed interface Content {
        /**
         * Apply a configuration.
         *
         * @param trial how long it is tried out; zero for not at all
         */
        @SuppressWarnings("ArrayRecordComponent") // Handed on as it came; nobody compares pushes.
        record Push(byte[] config, Duration trial) implements Content {}

        /**
         * Keep one that is on trial.
         *
         * @param digest SHA-256 of the message that brought it
         */
        @SuppressWarnings("ArrayRecordComponent") // Likewise.
        record Confirmation(byte[] digest) implements Content {}

        /**
         * Believe these from now on, and nobody else.
         *
         * @param pem as it was signed
         */
        record Keys(TrustedKeys keys, String pem) implements Content {}
    }
}
