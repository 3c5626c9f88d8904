package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.driver.entries.SlotMessages;
import dev.turnout.p4.driver.entries.SlotRow;
import dev.turnout.p4.runtime.Update;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Updates a second: a table's slots inserted, and each then moved to another owner, by the driver as one plan and by a naive
 * client in one request each. Rounds of both alternate, so that both meet the same machine.
 */
final class P4Rates {
    private static final TableId TABLE = new TableId(1);
    private static final int OWNERS = 1000;

    private final P4Endpoint endpoint;
    private final P4Box box;
    private final int slots;
    private final int naiveSlots;
    private final int rounds;

    /**
     * @param box holds nothing
     * @param naiveSlots of the naive client, which is not to take all day
     * @param rounds of which the first does not count
     */
    P4Rates(P4Endpoint endpoint, P4Box box, int slots, int naiveSlots, int rounds) {
        this.endpoint = endpoint;
        this.box = box;
        this.slots = slots;
        this.naiveSlots = naiveSlots;
        this.rounds = rounds;
    }

    /** What one client did. */
    record Client(Rounds inserts, Rounds modifies) {}

    /** What both did. */
    record Rates(Client driver, Client naive) {}

    Rates run() {
        Client driver = client(slots);
        Client naive = client(naiveSlots);
        for (int round = 0; round < rounds; round++) {
            driver(round, driver);
            naive(round, naive);
            box.readAgain();
        }
        return new Rates(driver, naive);
    }

    private Client client(int updates) {
        return new Client(new Rounds(updates, 1, new long[rounds]), new Rounds(updates, 1, new long[rounds]));
    }

    private static int owned(int slot) {
        return 1 + slot % OWNERS;
    }

    private static int moved(int slot) {
        return SlotWord.of(1 + (slot + 1) % OWNERS, owned(slot), 0, false).bits();
    }

    private void driver(int round, Client into) {
        SlotTable table = SlotTable.generate(slots, P4Rates::owned);
        int[] all = IntStream.range(0, slots).toArray();
        int[] words = IntStream.range(0, slots).map(P4Rates::moved).toArray();
        into.inserts.nanos()[round] = box.apply(slots(new Change.CreateTable(TABLE, table)));
        into.modifies.nanos()[round] = box.apply(slots(new Change.WriteSlots(TABLE, all, words)));
        long ignored = box.apply(new Plan(List.of(), List.of(), List.of(), List.of(new Change.RemoveTable(TABLE))));
    }

    private static Plan slots(Change change) {
        return new Plan(List.of(), List.of(change), List.of(), List.of());
    }

    private void naive(int round, Client into) {
        SlotMessages messages = new SlotMessages();
        try (NaiveClient client = new NaiveClient(endpoint)) {
            into.inserts.nanos()[round] = client.write(updates(Op.Type.INSERT, messages));
            into.modifies.nanos()[round] = client.write(updates(Op.Type.MODIFY, messages));
            long ignored = client.write(updates(Op.Type.DELETE, messages));
        }
    }

    /** The driver's own messages: what differs is how they are sent. */
    private List<Update> updates(Op.Type type, SlotMessages messages) {
        return IntStream.range(0, naiveSlots)
                .mapToObj(slot -> {
                    int word = type == Op.Type.INSERT ? owned(slot) : moved(slot);
                    return new Op(type, new SlotRow(messages, TABLE.value(), slot, word)).update();
                })
                .toList();
    }
}
