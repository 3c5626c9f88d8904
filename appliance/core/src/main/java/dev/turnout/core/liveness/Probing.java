package dev.turnout.core.liveness;

import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Probe;
import java.util.Optional;
import java.util.function.Function;

/**
 * What health probes tell of the box itself: one backend that does not answer through the box's own encapsulation is a
 * backend's trouble, all of them at once while others answer by their address may be the box's.
 *
 * @param lost backends that are asked through the forwarding path and do not answer
 * @param throughPath whether any that is asked so answers
 * @param byAddress whether any that is asked by its address answers
 */
public record Probing(int lost, boolean throughPath, boolean byAddress) {
    /** Nobody asks. */
    public static final Probing NONE = new Probing(0, false, false);

    private static final int ENOUGH = 2;

    /** @param health by probes; empty of a backend that has not been asked yet */
    public static Probing of(FleetConfig config, Function<PoolBackend, Optional<HealthState>> health) {
        Probing all = NONE;
        for (BackendPool pool : config.pools()) {
            Optional<Probe.Via> via =
                    pool.healthCheck().map(check -> check.probe().via());
            for (Backend backend : pool.backends()) {
                if (via.isEmpty() || all.throughPath) {
                    // One that answers through the path settles it.
                    break;
                }
                Optional<HealthState> found = health.apply(PoolBackend.of(pool, backend));
                all = found.isPresent() ? all.and(via.get(), found.get()) : all;
            }
        }
        return all;
    }

    private Probing and(Probe.Via via, HealthState found) {
        boolean answers = found == HealthState.HEALTHY;
        return switch (via) {
            case FORWARDING_PATH -> new Probing(lost + (answers ? 0 : 1), throughPath || answers, byAddress);
            case ADDRESS -> new Probing(lost, throughPath, byAddress || answers);
        };
    }

    boolean isTheBoxs() {
        return lost >= ENOUGH && !throughPath && byAddress;
    }
}
