package dev.turnout.p4.driver.entries;

import dev.turnout.p4.runtime.TableEntry;
import java.util.List;

/** From entries as a target tells them to rows. */
public final class RowReader {
    /** The tables that are ours to write, in an order in which none names what a later one has. */
    public static final List<Integer> TABLES = List.of(
            Ids.SERVICE,
            Ids.SERVICE_ANY_PORT,
            Ids.VIP,
            Ids.SOURCE_RANGE,
            Ids.MAGLEV_SLOT,
            Ids.TRANSIT_FILTER,
            Ids.BACKEND);

    private final SlotMessages messages;

    public RowReader(SlotMessages messages) {
        this.messages = messages;
    }

    /** A row for any entry: a stray one for what is not as ours are. */
    public Row read(TableEntry entry) {
        try {
            Values.require(entry.getPriority() == 0, "an entry has a priority");
            return understood(new Fields(entry));
        } catch (StrayException | IllegalArgumentException notOurs) {
            // The core's values refuse what no configuration can say: a port of 0, bits beyond a prefix.
            return StrayRow.of(entry);
        }
    }

    private Row understood(Fields fields) throws StrayException {
        return switch (fields.entry().getTableId()) {
            case Ids.SERVICE, Ids.SERVICE_ANY_PORT -> ServiceRow.read(fields);
            case Ids.VIP -> VipRow.read(fields);
            case Ids.SOURCE_RANGE -> RangeRow.read(fields);
            case Ids.MAGLEV_SLOT -> SlotRow.read(fields, messages);
            case Ids.TRANSIT_FILTER -> FilterRow.read(fields);
            case Ids.BACKEND -> new BackendReader(fields).read();
            default -> throw new StrayException("an entry is of a table that is not ours");
        };
    }
}
