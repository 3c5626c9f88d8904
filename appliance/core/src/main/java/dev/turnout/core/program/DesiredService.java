package dev.turnout.core.program;

import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.model.TransitionTimes;

/** A service with the content that its table should have. */
public record DesiredService(ServiceSpec spec, TableKey table, TransitionTimes times) {
    public DesiredService with(ServiceSpec other) {
        return new DesiredService(other, table, times);
    }
}
