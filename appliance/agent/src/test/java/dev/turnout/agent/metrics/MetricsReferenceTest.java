package dev.turnout.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page is written from the code: {@code -Dturnout.regenerate=true} writes it anew. */
final class MetricsReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/metrics.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("turnout.regenerate")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(
                expected,
                Files.readString(PAGE),
                "docs/reference/metrics.md is stale: mvn -pl appliance/agent -am verify -Dturnout.regenerate=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                <!-- Generated from the code: mvn -pl appliance/agent -am verify -Dturnout.regenerate=true -->

                # Metrics

                The agent serves Prometheus' text format (version 0.0.4) on `http://127.0.0.1:9464/metrics`. The address is an
                option of `turnout run`; there is neither encryption nor a password, so it is the loopback unless you choose
                another.

                `/healthz` on the same port answers 200 while the box forwards, and 503 with a sentence while it does not: the data
                plane is not attached, or the box [has found out](../explanation/liveness.md) that nothing would get through.
                A refused configuration is no reason for 503, since the applied one forwards on.

                The figures are those of `turnout status`. Counters of the data plane outlive restarts of the agent. A metric that
                has nothing to say is left out.

                | metric | type | labels | meaning |
                |---|---|---|---|
                """);
        for (Metric metric : Metric.values()) {
            String labels =
                    metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(metric.title(), metric.type().word(), labels, metric.help()));
        }
        return page.toString();
    }
}
