package dev.turnout.agent.os;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An answer to a {@link NextHopQuestion}: each backend of the question has an entry.
 *
 * @param problem why the kernel could not be asked the last time; the entries are then those of the time before
 */
public record NextHops(Map<BackendKey, Resolution> backends, Optional<String> problem) {
    public static final NextHops NONE = new NextHops(Map.of(), Optional.empty());

    public NextHops {
        backends = Map.copyOf(backends);
    }

    /** Those that packets can be sent to. */
    public Map<BackendKey, NextHop> resolved() {
        Map<BackendKey, NextHop> resolved = new HashMap<>();
        backends.forEach((key, resolution) -> {
            if (resolution instanceof Resolution.Resolved(NextHop nextHop)) {
                resolved.put(key, nextHop);
            }
        });
        return resolved;
    }

    /** Those that have no route, or whose neighbour does not answer. */
    public Set<BackendKey> dead() {
        return backends.entrySet().stream()
                .filter(entry -> switch (entry.getValue()) {
                    case Resolution.NoRoute _, Resolution.NoNeighbour _ -> true;
                    case Resolution.Resolved _, Resolution.Unresolved _ -> false;
                })
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Why the others cannot be reached, in the backends' order. */
    public Map<BackendKey, String> reasons() {
        Map<BackendKey, String> reasons = new TreeMap<>();
        backends.forEach((key, resolution) -> {
            switch (resolution) {
                case Resolution.Resolved _ -> {}
                case Resolution.Unresolved(String reason) -> reasons.put(key, reason);
                case Resolution.NoRoute(String reason) -> reasons.put(key, reason);
                case Resolution.NoNeighbour(String reason) -> reasons.put(key, reason);
            }
        });
        return reasons;
    }
}
