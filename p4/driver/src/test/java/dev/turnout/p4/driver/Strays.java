package dev.turnout.p4.driver;

import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.Update;
import java.util.List;
import java.util.stream.Stream;

/** Entries that a controller of ours has left behind that died, or another one has made. */
final class Strays {
    private static final String ADDRESS = "\\377\\377\\313\\000q\\t";

    private Strays() {}

    /** A VIP without a service, ranges of no service, a service of a table without slots, a slot that nobody owns. */
    static List<Update> some() {
        return Stream.of("""
                        table_id: 33554435 match { field_id: 1 exact { value: "%s" } }
                        action { action { action_id: 16777218 } }
                        """, """
                        table_id: 33554436 match { field_id: 1 exact { value: "?\\376" } }
                        match { field_id: 2 lpm { value: "%s" prefix_len: 128 } }
                        action { action { action_id: 16777219 } }
                        """, """
                        table_id: 33554437 match { field_id: 1 exact { value: "\\000" } }
                        match { field_id: 2 exact { value: "\\001\\377\\377" } }
                        action { action { action_id: 16777220 params { param_id: 1 value: "\\000" } } }
                        """)
                .map(text -> update(text.formatted(ADDRESS)))
                .toList();
    }

    private static Update update(String text) {
        try {
            Update.Builder update = Update.newBuilder().setType(Update.Type.INSERT);
            TextFormat.merge(text, update.getEntityBuilder().getTableEntryBuilder());
            return update.build();
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(e);
        }
    }
}
