/**
 * What the box says of itself, for Prometheus.
 *
 * <pre>
 *   Report ──▶ ReportMetrics ──▶ Exposition ──▶ MetricsServer   GET /metrics, GET /healthz
 *                   │
 *                 Metric   every metric there is: name, type, labels, help ──▶ docs/reference/metrics.md
 * </pre>
 *
 * <p>The page is written anew for each request from the newest {@link dev.turnout.v1.Report}, so it says what MQTT and the
 * command line say. Start at {@link dev.turnout.agent.metrics.Metric}.
 */
@NullMarked
package dev.turnout.agent.metrics;

import org.jspecify.annotations.NullMarked;
