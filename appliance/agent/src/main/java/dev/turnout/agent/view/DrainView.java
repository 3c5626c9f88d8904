package dev.turnout.agent.view;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.view.TextTable.Column;
import dev.turnout.core.model.IpAddress;
import dev.turnout.schema.YamlDocuments;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Drain;
import dev.turnout.v1.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code turnout drain}: how far backends are drained. */
public record DrainView(List<BackendStatus> backends) {
    /** All that drain, or only that one. */
    public static DrainView of(Report report, Optional<IpAddress> only) {
        return new DrainView(report.getBackendsList().stream()
                .filter(BackendStatus::hasDrain)
                .filter(each -> only.map(IpAddress::toString)
                        .map(each.getAddress()::equals)
                        .orElse(true))
                .toList());
    }

    /** Whether nothing is lost when these are stopped. */
    public Answer.Verdict verdict() {
        boolean drained = !backends.isEmpty()
                && backends.stream().allMatch(each -> each.getDrain().getDrained());
        return drained ? Answer.Verdict.FINE : Answer.Verdict.DRAINING;
    }

    /** Those parts of the report. */
    public String json() {
        return YamlDocuments.writeJson(
                Report.newBuilder().addAllBackends(backends).build());
    }

    public String text() {
        if (backends.isEmpty()) {
            return "No backend drains.\n";
        }
        TextTable table = new TextTable(
                Column.left("BACKEND"),
                Column.left("POOL"),
                Column.left("STATE"),
                Column.left("BECAUSE"),
                Column.right("SLOTS"),
                Column.right("PACKETS"),
                Column.right("QUIET"));
        backends.forEach(each -> table.row(
                each.getAddress(),
                each.getPool().isEmpty() ? "-" : each.getPool(),
                state(each.getDrain()),
                because(each),
                String.valueOf(each.getDrain().getSlots()),
                Long.toUnsignedString(each.getDrain().getPackets()),
                quiet(each.getDrain())));
        return table.render("");
    }

    private static String state(Drain drain) {
        return drain.getDrained() ? "drained" : drain.hasBegan() ? "draining" : "takes flows";
    }

    private static String because(BackendStatus backend) {
        if (backend.getDrain().getOrdered()) {
            return "ordered";
        }
        if (backend.getPool().isEmpty()) {
            return "not in the document";
        }
        return backend.getWeight() == 0 ? "weight 0" : "health";
    }

    private static String quiet(Drain drain) {
        Duration idle = Duration.ofSeconds(drain.getIdle().getSeconds());
        return drain.hasBegan() ? drain.getQuietFor().getSeconds() + " of " + idle.toSeconds() + " s" : "-";
    }
}
