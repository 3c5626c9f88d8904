package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import java.util.Comparator;

/** A backend as one pool sees it: what is probed, and what is healthy or not. */
public record PoolBackend(String pool, BackendKey backend) implements Comparable<PoolBackend> {
    private static final Comparator<PoolBackend> ORDER =
            Comparator.comparing(PoolBackend::pool).thenComparing(PoolBackend::backend);

    public static PoolBackend of(BackendPool pool, Backend backend) {
        return new PoolBackend(pool.name(), new BackendKey(backend.address(), pool.encapsulation()));
    }

    @Override
    public int compareTo(PoolBackend other) {
        return ORDER.compare(this, other);
    }
}
