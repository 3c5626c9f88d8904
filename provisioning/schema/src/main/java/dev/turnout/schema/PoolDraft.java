package dev.turnout.schema;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Optional;

/** A pool as far as it was legible; what was not is empty, and has been said. */
record PoolDraft(
        int index,
        String name,
        Optional<Encapsulation> encapsulation,
        List<Entry> backends,
        Optional<HealthCheckDraft> healthCheck) {
    /** A backend of the pool's list. */
    record Entry(int index, Optional<IpAddress> address, int weight) {}

    PoolDraft {
        backends = List.copyOf(backends);
    }

    String path() {
        return "pools[" + index + "]";
    }

    Optional<Entry> first(Family family) {
        return backends.stream()
                .filter(entry -> entry.address()
                        .filter(address -> address.family() == family)
                        .isPresent())
                .findFirst();
    }

    /** The legible backends. */
    List<Backend> legible() {
        return backends.stream()
                .flatMap(entry -> entry.address().map(address -> new Backend(address, entry.weight())).stream())
                .toList();
    }

    /**
     * For a document without violations.
     *
     * @param port that its health check asks
     */
    BackendPool pool(Optional<Integer> port) {
        return new BackendPool(
                name, encapsulation.orElseThrow(), legible(), healthCheck.flatMap(check -> check.check(port)));
    }
}
