package dev.turnout.agent.view;

import dev.turnout.core.dataplane.BackendId;
import java.util.List;
import java.util.Optional;

/** What a data plane says that it does itself with a packet. */
public sealed interface Tried {
    /**
     * @param outcome under the name that such packets are counted by
     * @param backend whom it chose; empty for none
     * @param why what chose, where it was not the slot alone: {@code its flow is marked}
     */
    record Done(String outcome, Optional<BackendId> backend, List<String> why) implements Tried {
        public Done {
            why = List.copyOf(why);
        }
    }

    /** @param why it cannot be asked */
    record Refused(String why) implements Tried {}
}
