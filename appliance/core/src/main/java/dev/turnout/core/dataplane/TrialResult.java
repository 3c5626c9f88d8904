package dev.turnout.core.dataplane;

import java.util.List;

/** The outcome of asking a data plane what it does with packets. */
public sealed interface TrialResult {
    /** @param trials one for each packet, in their order */
    record Tried(List<Trial> trials) implements TrialResult {
        public Tried {
            trials = List.copyOf(trials);
        }
    }

    /**
     * It cannot be asked.
     *
     * @param message one sentence
     */
    record Refused(String code, String message) implements TrialResult {}
}
