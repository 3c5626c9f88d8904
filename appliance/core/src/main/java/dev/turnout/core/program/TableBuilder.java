package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds each table once: services that want the same content get the same table, and a table that the last compilation
 * had is taken from there.
 */
final class TableBuilder {
    private Map<TableKey, SlotTable> last = Map.of();
    private Map<TableKey, SlotTable> current = new HashMap<>();
    private @Nullable Allocation allocation;
    private @Nullable Permutations permutations;
    private @Nullable Seed seed;

    /** A table and what it is known by. */
    record Built(TableKey key, SlotTable table) {}

    void begin(Seed seed, Allocation allocation) {
        if (permutations == null || !seed.equals(this.seed)) {
            permutations = new Permutations(seed);
        }
        this.seed = seed;
        this.allocation = allocation;
        current = new HashMap<>();
    }

    void end() {
        last = current;
    }

    Built table(Service service, Weights weights) {
        TableKey key = keyOf(service, weights);
        SlotTable table = current.get(key);
        if (table == null) {
            table = last.get(key);
            if (table == null) {
                table = build(service, weights);
            }
            current.put(key, table);
        }
        return new Built(key, table);
    }

    private SlotTable build(Service service, Weights weights) {
        if (weights.backends().isEmpty()) {
            return SlotTable.generate(service.tableSize(), _ -> 0);
        }
        MaglevTable maglev = MaglevTable.build(begun(permutations), weights.backends(), service.tableSize());
        int[] ids = maglev.backends().stream()
                .mapToInt(address -> begun(allocation)
                        .lease(new BackendKey(address, weights.pool().encapsulation()))
                        .id()
                        .value())
                .toArray();
        return SlotTable.generate(maglev.size(), slot -> ids[maglev.ownerIndex(slot)]);
    }

    private TableKey keyOf(Service service, Weights weights) {
        MessageDigest digest = sha256();
        digest.update(begun(seed).bytes());
        digest.update(service.algorithm().name().getBytes(StandardCharsets.US_ASCII));
        ByteBuffer number = ByteBuffer.allocate(8);
        digest.update(number.putInt(0, service.tableSize()).array());
        BackendPool pool = weights.pool();
        for (Backend backend : weights.backends()) {
            int id = begun(allocation)
                    .lease(new BackendKey(backend.address(), pool.encapsulation()))
                    .id()
                    .value();
            digest.update(number.putInt(0, id).putInt(4, backend.weight()).array());
        }
        return new TableKey(HexFormat.of().formatHex(digest.digest()));
    }

    private static <T> T begun(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("begin() comes first");
        }
        return value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
