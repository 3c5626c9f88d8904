package dev.turnout.p4.driver.entries;

import dev.turnout.p4.runtime.CounterData;
import dev.turnout.p4.runtime.CounterEntry;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Index;
import dev.turnout.p4.runtime.Update;

/** A cell of a counter. */
public record Cell(int counter, int index) {
    /** To be read. */
    public Entity entity() {
        return Entity.newBuilder().setCounterEntry(entry()).build();
    }

    /** To begin anew. */
    public Update zero() {
        return Update.newBuilder()
                .setType(Update.Type.MODIFY)
                .setEntity(Entity.newBuilder().setCounterEntry(entry().setData(CounterData.getDefaultInstance())))
                .build();
    }

    private CounterEntry.Builder entry() {
        return CounterEntry.newBuilder()
                .setCounterId(counter)
                .setIndex(Index.newBuilder().setIndex(index));
    }
}
