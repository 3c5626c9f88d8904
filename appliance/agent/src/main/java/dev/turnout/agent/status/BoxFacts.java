package dev.turnout.agent.status;

import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.HealthWatch;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.liveness.Liveness;
import dev.turnout.core.load.DrainWatch;
import dev.turnout.core.load.Load;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Violation;
import dev.turnout.v1.Answer;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What goes into a report beside what the reconciler knows.
 *
 * @param box the box's id
 * @param version of Turnout
 * @param answer what became of the last message on the desired topic
 * @param appliedDigest SHA-256 of the document that forwards; empty where none does
 * @param warnings what the parser said of the desired document
 * @param announced VIPs that are announced
 * @param reasons for backends whose next hop is not resolved: why, in a sentence
 * @param health what probes say of a backend; empty where nobody asks
 * @param load of the last whole window
 * @param drains how far backends are drained
 * @param liveness whether the box forwards, as it has found out
 * @param push the newest signed configuration
 * @param trustedKeys ids of the keys whose signatures count
 * @param lastError code and sentence
 */
public record BoxFacts(
        String box,
        String version,
        Optional<Answered> answer,
        byte[] appliedDigest,
        List<Violation> warnings,
        DataplaneStatus dataplane,
        List<NicFinding> nicFindings,
        Set<IpAddress> announced,
        Map<BackendKey, String> reasons,
        Function<PoolBackend, Optional<HealthWatch.Health>> health,
        Optional<Load> load,
        DrainWatch drains,
        Liveness liveness,
        Optional<Push> push,
        List<String> trustedKeys,
        Optional<LastError> lastError) {
    public BoxFacts {
        appliedDigest = appliedDigest.clone();
        warnings = List.copyOf(warnings);
        trustedKeys = List.copyOf(trustedKeys);
        nicFindings = List.copyOf(nicFindings);
        announced = Set.copyOf(announced);
        reasons = Map.copyOf(reasons);
    }

    /** @param arrived when the message did; the answer says no time */
    public record Answered(Answer answer, Instant arrived) {}

    /**
     * A signed configuration, and when it came to which stage.
     *
     * @param deadline when it is taken back, if it is
     */
    public record Push(Pushed pushed, SortedMap<Stage, Instant> reached, Optional<Instant> deadline) {}

    /** @param at when it happened */
    public record LastError(String code, String message, Instant at) {}

    @Override
    public byte[] appliedDigest() {
        return appliedDigest.clone();
    }
}
