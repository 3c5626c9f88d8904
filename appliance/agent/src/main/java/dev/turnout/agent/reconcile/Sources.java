package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.FleetConfig;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a box has backends from: what is wanted, what forwarded last, and what the data plane holds. */
record Sources(
        @Nullable FleetConfig wanted,
        @Nullable FleetConfig lastGood,
        @Nullable DataplaneState held) {
    /** Whether these are the very same: they are immutable, and comparing a hundred thousand backends each second costs. */
    boolean same(Sources other) {
        return wanted == other.wanted && lastGood == other.lastGood && held == other.held;
    }

    Set<BackendKey> backends() {
        Set<BackendKey> keys = new HashSet<>();
        add(wanted, keys);
        if (lastGood != wanted) {
            add(lastGood, keys);
        }
        if (held != null) {
            held.backends().values().stream().map(BackendEntry::key).forEach(keys::add);
        }
        return Collections.unmodifiableSet(keys);
    }

    private static void add(@Nullable FleetConfig config, Set<BackendKey> keys) {
        if (config != null) {
            config.pools()
                    .forEach(pool -> pool.backends()
                            .forEach(backend -> keys.add(new BackendKey(backend.address(), pool.encapsulation()))));
        }
    }
}
