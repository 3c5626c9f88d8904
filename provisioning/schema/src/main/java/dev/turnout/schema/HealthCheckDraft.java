package dev.turnout.schema;

import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A health check whose port may be its pool's services'.
 *
 * @param question empty where it was not legible, and for ICMP, which has no port
 * @param port as the document has it
 */
record HealthCheckDraft(
        String path,
        Optional<IntFunction<ProbeQuestion>> question,
        boolean echo,
        Optional<Integer> port,
        Probe.Via via,
        Duration interval,
        Duration timeout,
        double jitter,
        HealthPolicy policy) {
    /** With the port that it asks; empty where that, or what it asks, is not known. */
    Optional<HealthCheck> check(Optional<Integer> asked) {
        Optional<ProbeQuestion> whole =
                echo ? Optional.of(new ProbeQuestion.Icmp()) : question.flatMap(known -> asked.map(known::apply));
        return whole.map(ask -> new HealthCheck(new Probe(ask, via, interval, timeout, jitter), policy));
    }
}
