package dev.turnout.schema;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Violation;
import java.util.List;

/** What became of a document. */
public sealed interface ParseResult {
    /**
     * It is valid, and every default is filled in.
     *
     * @param warnings in the document's order; often none
     */
    record Accepted(FleetConfig config, List<Warning> warnings) implements ParseResult {
        public Accepted {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It is not, and nothing of it may be used.
     *
     * @param violations all of them, never none; beyond {@link Limits#VIOLATIONS} only their number
     */
    record Rejected(List<Violation> violations) implements ParseResult {
        public Rejected {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("rejected without a violation");
            }
        }
    }
}
