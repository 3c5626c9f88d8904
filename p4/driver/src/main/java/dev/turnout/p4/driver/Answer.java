package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.p4.driver.entries.StrayException;
import dev.turnout.p4.driver.entries.Values;
import dev.turnout.p4.runtime.PacketIn;
import dev.turnout.p4.runtime.PacketMetadata;

/**
 * The header of a packet-in, {@code packet_in_t} of {@code headers.p4}: of a frame for the box's own stack, or the answer to a
 * packet-out.
 *
 * @param command that is answered; SEND for none
 * @param epoch of the filter that was asked about
 * @param marked its cells that were marked in that epoch
 * @param hash of the flow, as the rest of a trial
 * @param slot flags, see below
 * @param fits of a packet that is too big, the size that is not
 */
record Answer(
        int port,
        int outcome,
        Command command,
        int token,
        int epoch,
        long marked,
        int service,
        int hash,
        int backend,
        int current,
        int previous,
        int slot,
        int fits) {
    private static final int FIELDS = 13;
    private static final int[] BITS = {16, 8, 8, 32, 8, 48, 16, 32, 16, 16, 16, 8, 16};
    private static final int COUNT_BITS = 32;
    private static final int LOOKED_UP = 1;
    private static final int FROZEN = 2;
    private static final int MARKED = 4;
    private static final int SECOND_FILTER = 8;

    static Answer read(PacketIn packet) throws StrayException {
        long[] fields = new long[FIELDS];
        for (PacketMetadata metadata : packet.getMetadataList()) {
            int field = metadata.getMetadataId() - 1;
            if (field >= 0 && field < FIELDS) {
                fields[field] = Values.number(metadata.getValue(), BITS[field]);
            }
        }
        Command[] commands = Command.values();
        if (fields[2] >= commands.length) {
            throw new StrayException("no command " + fields[2]);
        }
        return new Answer(
                (int) fields[0],
                (int) fields[1],
                commands[(int) fields[2]],
                (int) fields[3],
                (int) (fields[5] >>> COUNT_BITS),
                fields[5] & (1L << COUNT_BITS) - 1,
                (int) fields[6],
                (int) fields[7],
                (int) fields[8],
                (int) fields[9],
                (int) fields[10],
                (int) fields[11],
                (int) fields[12]);
    }

    boolean lookedUp() {
        return (slot & LOOKED_UP) != 0;
    }

    boolean isMarked() {
        return (slot & MARKED) != 0;
    }

    /** What the slot said; nobody's where none was looked up. */
    SlotWord word() {
        boolean frozen = (slot & FROZEN) != 0;
        int filter = (slot & SECOND_FILTER) != 0 ? 1 : 0;
        return previous == 0 ? SlotWord.stable(current) : SlotWord.of(current, previous, filter, frozen);
    }
}
