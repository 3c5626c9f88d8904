package dev.turnout.p4.driver;

import java.util.List;

/** The outcome of opening a P4 data plane. */
public sealed interface OpenResult {
    /**
     * It forwards what it was programmed with before, or nothing yet.
     *
     * @param notes sentences worth a line in the log: what was adopted or replaced, what the target cannot do
     */
    record Opened(P4Dataplane dataplane, List<String> notes) implements OpenResult {
        public Opened {
            notes = List.copyOf(notes);
        }
    }

    /** Nothing that forwards was changed. */
    record Refused(Refusal refusal) implements OpenResult {}
}
