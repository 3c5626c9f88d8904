package dev.turnout.p4.driver.entries;

import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Update;

/** One update that is to be made. */
public record Op(Type type, Row row) {
    /** What is to be done with the row. */
    public enum Type {
        INSERT(Update.Type.INSERT),
        MODIFY(Update.Type.MODIFY),
        DELETE(Update.Type.DELETE);

        private final Update.Type number;

        Type(Update.Type number) {
            this.number = number;
        }
    }

    static Op delete(Row row) {
        return new Op(Type.DELETE, row);
    }

    public Op as(Type other) {
        return new Op(other, row);
    }

    public Update update() {
        Entity entity = type == Type.DELETE
                ? Entity.newBuilder().setTableEntry(row.key()).build()
                : row.entity();
        return Update.newBuilder().setType(type.number).setEntity(entity).build();
    }
}
