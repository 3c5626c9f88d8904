package dev.turnout.agent.metrics;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes Prometheus' text format, version 0.0.4. A series is written once, with the value that was added first: a second
 * one would make Prometheus refuse the whole page.
 */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<Metric, Map<List<String>, String>> families = new EnumMap<>(Metric.class);

    /** Adds a sample; label values in the order of the metric's labels. */
    Exposition add(Metric metric, long value, String... labels) {
        return add(metric, Long.toString(value), labels);
    }

    Exposition add(Metric metric, double value, String... labels) {
        return add(metric, text(value), labels);
    }

    Exposition add(Metric metric, boolean value, String... labels) {
        return add(metric, value ? "1" : "0", labels);
    }

    private Exposition add(Metric metric, String value, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
        families.computeIfAbsent(metric, _ -> new LinkedHashMap<>()).putIfAbsent(List.of(labels), value);
        return this;
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    /** The page. Metrics without a sample are left out. */
    String page() {
        StringBuilder page = new StringBuilder();
        families.forEach((metric, samples) -> {
            String name = metric.title();
            page.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escapeHelp(metric.help()))
                    .append('\n');
            page.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(metric.type().word())
                    .append('\n');
            samples.forEach((labels, value) -> {
                page.append(name);
                appendLabels(page, metric.labels(), labels);
                page.append(' ').append(value).append('\n');
            });
        });
        return page.toString();
    }

    private static void appendLabels(StringBuilder page, List<String> names, List<String> values) {
        if (names.isEmpty()) {
            return;
        }
        char before = '{';
        for (int i = 0; i < names.size(); i++) {
            page.append(before)
                    .append(names.get(i))
                    .append("=\"")
                    .append(escapeLabel(values.get(i)))
                    .append('"');
            before = ',';
        }
        page.append('}');
    }

    private static String escapeHelp(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String escapeLabel(String value) {
        return escapeHelp(value).replace("\"", "\\\"");
    }
}
