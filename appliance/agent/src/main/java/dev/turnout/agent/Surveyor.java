package dev.turnout.agent;

import dev.turnout.agent.os.NextHopQuestion;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.NextHops;
import dev.turnout.agent.os.Resolution;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.program.Surroundings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks for the ways to backends, and makes of the answers what the compiler takes. */
final class Surveyor {
    private final NextHopSource source;
    private NextHopQuestion asked = NextHopQuestion.NONE;
    private @Nullable FleetConfig askedFor;
    private Set<BackendKey> askedBeside = Set.of();

    Surveyor(NextHopSource source) {
        this.source = source;
    }

    /**
     * Asks for the ways to the backends that a configuration names, and to others.
     *
     * @param others the very same set as the last time where it has not changed
     */
    void ask(FleetConfig config, Set<BackendKey> others) {
        if (config == askedFor && others == askedBeside) {
            return;
        }
        askedFor = config;
        askedBeside = others;
        NextHopQuestion question = question(config, others);
        if (!question.equals(asked)) {
            asked = question;
            source.ask(question);
        }
    }

    /** Whether the ways to all that were asked about are known, be it that there is none. */
    boolean answered() {
        return source.latest().backends().keySet().containsAll(asked.backends());
    }

    /** Whether no answer is still to come for any of them. */
    boolean settled() {
        return source.latest().backends().values().stream().noneMatch(Resolution.Unresolved.class::isInstance);
    }

    /**
     * Who has no route or no neighbour is dead; who is only not resolved yet is not. Of whom nothing was said yet, what the
     * data plane holds is still the best that is known: a restart must not unlearn it because the kernel is slow to answer.
     */
    Surroundings surroundings(DataplaneState held) {
        NextHops latest = source.latest();
        Map<BackendKey, HealthState> health = new HashMap<>();
        latest.dead().forEach(key -> health.put(key, HealthState.DEAD));
        Map<BackendKey, NextHop> nextHops = new HashMap<>(latest.resolved());
        held.backends().values().stream()
                .filter(entry -> !latest.backends().containsKey(entry.key()))
                .forEach(entry -> entry.nextHop().ifPresent(nextHop -> nextHops.put(entry.key(), nextHop)));
        return new Surroundings(health, nextHops);
    }

    Map<BackendKey, String> reasons() {
        return source.latest().reasons();
    }

    /** What to ask for the backends that a configuration names, and others. */
    static NextHopQuestion question(FleetConfig config, Set<BackendKey> others) {
        Set<BackendKey> backends = backendsOf(config);
        backends.addAll(others);
        return NextHopQuestion.of(backends, config.dataplane());
    }

    /** The backends that a configuration names. */
    static Set<BackendKey> backendsOf(FleetConfig config) {
        Set<BackendKey> keys = new HashSet<>();
        config.pools()
                .forEach(pool -> pool.backends()
                        .forEach(backend -> keys.add(new BackendKey(backend.address(), pool.encapsulation()))));
        return keys;
    }
}
