package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import java.util.Map;

/** What a change of standings costs. */
@FunctionalInterface
public interface MovedShare {
    /**
     * The share of slots (0–1) that change from one owner to another, in that table of the pool where it is largest. A slot
     * that nobody owned does not count: there is no flow to break.
     */
    double between(String pool, Map<BackendKey, Standing> before, Map<BackendKey, Standing> after);
}
