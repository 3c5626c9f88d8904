package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.SlotTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Names the set of backends that a service's flows may begin on by a fingerprint: the service record has it, and every entry
 * of the flow table has that of the moment it was written. While the two are equal, the entry's backend is one of the set.
 *
 * <p>CRC-32 over id and generation, 16 bits each and little-endian, of all owners in ascending order. An owner is whom a slot
 * ends with. Lives for one look, since it keeps what it computed of each table.
 */
final class OwnerSets {
    private final SlotArray slots;
    private final Map<BackendId, BackendEntry> backends;
    private final Map<Integer, Integer> byBase = new HashMap<>();

    OwnerSets(SlotArray slots, Map<BackendId, BackendEntry> backends) {
        this.slots = slots;
        this.backends = backends;
    }

    /** The row with its set as the slots have it now; 0 where the service remembers no flows. */
    ServiceRow with(ServiceRow row) {
        return row.withSet(
                row.remembersFlows()
                        ? byBase.computeIfAbsent(
                                row.base(), base -> fingerprint(slots.read(base, row.size()), backends))
                        : 0);
    }

    static int fingerprint(SlotTable table, Map<BackendId, BackendEntry> backends) {
        BitSet owners = table.counts().restingOwners();
        owners.clear(0);
        ByteBuffer message =
                ByteBuffer.allocate(2 * Short.BYTES * owners.cardinality()).order(ByteOrder.LITTLE_ENDIAN);
        owners.stream().forEach(owner -> {
            BackendEntry entry = backends.get(new BackendId(owner));
            message.putShort((short) owner).putShort((short) (entry == null ? 0 : entry.idGeneration()));
        });
        CRC32 crc = new CRC32();
        crc.update(message.flip());
        return (int) crc.getValue();
    }
}
