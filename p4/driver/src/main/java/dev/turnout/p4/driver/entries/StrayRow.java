package dev.turnout.p4.driver.entries;

import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;
import java.util.Comparator;
import java.util.List;

/** An entry that nothing of ours means, known by its match. */
public record StrayRow(TableEntry key) implements Row {
    /** Of an entry as a target told it: its match in the order and with the values that ours have. */
    static StrayRow of(TableEntry entry) {
        List<FieldMatch> match = entry.getMatchList().stream()
                .sorted(Comparator.comparingInt(FieldMatch::getFieldId))
                .map(StrayRow::canonical)
                .toList();
        return new StrayRow(TableEntry.newBuilder()
                .setTableId(entry.getTableId())
                .addAllMatch(match)
                .setPriority(entry.getPriority())
                .build());
    }

    private static FieldMatch canonical(FieldMatch field) {
        FieldMatch.Builder canonical = field.toBuilder();
        switch (field.getFieldMatchTypeCase()) {
            case EXACT ->
                canonical
                        .getExactBuilder()
                        .setValue(Values.canonical(field.getExact().getValue()));
            case LPM ->
                canonical
                        .getLpmBuilder()
                        .setValue(Values.canonical(field.getLpm().getValue()));
            case TERNARY, RANGE, OPTIONAL, FIELDMATCHTYPE_NOT_SET -> {}
        }
        return canonical.build();
    }

    /** Nobody knows. */
    @Override
    public TableAction action() {
        return TableAction.getDefaultInstance();
    }

    @Override
    public String words() {
        return "stray entry " + TextFormat.printer().emittingSingleLine(true).printToString(key);
    }
}
