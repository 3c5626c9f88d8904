package dev.turnout.core.plan;

import dev.turnout.core.dataplane.ServiceSpec;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a change means to the flows of one service that forwards now.
 *
 * @param service as it is before the change
 * @param losses what cannot be kept; no two of them speak of the same flow
 * @param entries flows that the flow table knows of this service, where it was counted
 */
public record Outlook(ServiceSpec service, List<Loss> losses, OptionalLong entries) {
    public Outlook {
        losses = List.copyOf(losses);
    }

    /** Of all flows of the service, those that may be lost. */
    public Share share() {
        return losses.stream().map(Loss::share).reduce(Share.NONE, Share::and);
    }

    /** Whether every flow keeps its backend. */
    public boolean keepsAll() {
        return losses.isEmpty();
    }
}
