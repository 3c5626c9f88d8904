package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.reconcile.Journal;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import java.time.Instant;
import java.util.SortedMap;

/** The reconciler's journal, beside the documents; what could not be written is told. */
record DiskJournal(Documents documents, Log log) implements Journal {
    @Override
    public boolean applying(
            FleetConfig config, Instant changed, Allocation allocation, SortedMap<Wave, Instant> begun) {
        return isDurable(documents.applying(config, changed, allocation, begun));
    }

    @Override
    public boolean moving(SortedMap<Wave, Instant> begun) {
        return isDurable(documents.moving(begun));
    }

    private boolean isDurable(DurableFile.Wrote wrote) {
        return switch (wrote) {
            case DurableFile.Wrote.Durable() -> true;
            case DurableFile.Wrote.Failed(String why) -> tell(why);
            case DurableFile.Wrote.Unsure(String why) -> tell(why);
        };
    }

    private boolean tell(String why) {
        log.recurring(Level.WARN, "not_durable", Field.of("why", why));
        return false;
    }
}
