package dev.turnout.schema;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.List;
import java.util.Optional;

/**
 * A service as far as it was legible; what was not is empty, or a default, and has been said.
 *
 * @param vip empty where address or port was not legible
 * @param tableSize empty where the document has none, or no legible one
 */
record ServiceDraft(
        int index,
        String name,
        Optional<Vip> vip,
        String pool,
        Algorithm algorithm,
        Optional<Integer> tableSize,
        Affinity affinity,
        Persistence persistence,
        List<Cidr> sourceRanges,
        ZeroBackendPolicy zeroBackends,
        TransitionTimes transition) {
    String path() {
        return "services[" + index + "]";
    }

    /** For a document without violations. */
    Service service(int chosenTableSize) {
        return new Service(
                name,
                vip.orElseThrow(),
                pool,
                algorithm,
                tableSize.orElse(chosenTableSize),
                affinity,
                persistence,
                sourceRanges,
                zeroBackends,
                transition);
    }
}
