package dev.turnout.ebpf;

import java.util.List;

/** The outcome of opening the XDP data plane. */
public sealed interface OpenResult {
    /**
     * It forwards what it was programmed with before, or nothing yet.
     *
     * @param notes sentences worth a line in the log: what was adopted, replaced, attached in generic mode
     */
    record Opened(XdpDataplane dataplane, List<String> notes) implements OpenResult {
        public Opened {
            notes = List.copyOf(notes);
        }
    }

    /** Nothing that forwards was changed. */
    record Refused(Refusal refusal) implements OpenResult {}
}
