package dev.turnout.agent.view;

import com.google.protobuf.Timestamp;
import dev.turnout.agent.control.Answer;
import dev.turnout.agent.view.TextTable.Column;
import dev.turnout.schema.YamlDocuments;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Health;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code turnout status}: the report, as a table for people or as JSON. */
public record StatusView(Report report) {
    /** Whether the box forwards what it should, and from wherever it comes in. */
    public Answer.Verdict verdict() {
        boolean fine = report.getState() == Report.State.IN_SYNC
                && report.getDataplane().getForwarding()
                && report.getDataplane().getDetachedCount() == 0
                && LivenessView.isFine(report.getLiveness());
        return fine ? Answer.Verdict.FINE : Answer.Verdict.NOT_IN_SYNC;
    }

    public String json() {
        return YamlDocuments.writeJson(report);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "box", report.getBox() + ", turnout " + report.getVersion());
        line(text, "state", state());
        report.getViolationsList().forEach(each -> line(text, "", finding(each)));
        line(text, "desired", report.hasDesired() ? revision(report.getDesired()) : "no document yet");
        line(text, "applied", applied());
        if (report.getTrustedKeysCount() > 0) {
            line(text, "trusts", String.join(", ", report.getTrustedKeysList()));
        }
        if (report.hasPush()) {
            lines(text, "push", new PushView(report.getPush()).lines());
        }
        if (report.hasLastChange()) {
            line(text, "last change", lastChange());
            line(text, "", ForecastView.lost(report.getLastChange()));
        }
        line(text, "data plane", dataplane());
        lines(text, "liveness", new LivenessView(report.getLiveness()).lines());
        if (report.hasAnswer()) {
            line(text, "last message", answer());
        }
        report.getWarningsList().forEach(each -> line(text, "warning", finding(each)));
        report.getNicFindingsList().stream()
                .filter(each -> each.getSeverity() != NicFinding.Severity.INFO)
                .forEach(each -> {
                    line(text, "interface", lower(each.getSeverity()) + ": " + each.getMessage());
                    if (!each.getRemedy().isEmpty()) {
                        line(text, "", "remedy: " + each.getRemedy());
                    }
                });
        report.getAlarmsList().forEach(each -> {
            line(text, "ALARM", each.getMessage() + " (" + each.getCode() + ")");
            line(text, "", "remedy: " + each.getRemedy());
        });
        report.getTransitionsList().forEach(each -> lines(text, "transition", new TransitionView(each).lines()));
        report.getDropsList()
                .forEach(each -> line(text, "dropped", each.getPackets() + " packets: " + lower(each.getReason())));
        if (report.getFlowTableLimited() != 0) {
            line(
                    text,
                    "flow table",
                    Long.toUnsignedString(report.getFlowTableLimited())
                            + " packets went by their slots alone: too many new flows");
        }
        if (report.hasLastError()) {
            line(
                    text,
                    "last error",
                    time(report.getLastErrorTime()) + " "
                            + report.getLastError().getMessage());
        }
        return text.append(services()).append(backends()).toString();
    }

    private String state() {
        String state = lower(report.getState());
        return report.hasReason()
                ? state + ": " + report.getReason().getMessage() + " ("
                        + report.getReason().getCode() + ")"
                : state;
    }

    private String applied() {
        if (!report.hasApplied()) {
            return "nothing";
        }
        String since = report.hasAppliedTime() ? " since " + time(report.getAppliedTime()) : "";
        return revision(report.getApplied()) + since;
    }

    private String lastChange() {
        return report.getLastChange().getSlotsMoved() + " of "
                + report.getLastChange().getSlotsAll()
                + " slots moved, " + report.getLastChange().getSlotsInTransition() + " in transition, took "
                + millis(report.getLastChange().getDuration()) + " ms";
    }

    private static String millis(com.google.protobuf.Duration duration) {
        Duration exact = Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
        return String.format(Locale.ROOT, "%.1f", exact.toNanos() / 1e6);
    }

    private String dataplane() {
        var plane = report.getDataplane();
        String mode = plane.getModeReason().isEmpty() ? lower(plane.getMode()) : plane.getModeReason();
        String chosen = plane.getChoiceReason().isEmpty() ? "" : "; chosen since " + plane.getChoiceReason();
        return plane.getKind() + " on " + plane.getDevice() + ", " + mode
                + (plane.getForwarding() ? ", forwarding" : ", NOT FORWARDING")
                + (plane.getDetachedCount() == 0 ? "" : ", NOT ON " + String.join(", ", plane.getDetachedList()))
                + chosen;
    }

    private String answer() {
        var answer = report.getAnswer();
        String revision = answer.hasRevision() ? " (revision " + revision(answer.getRevision()) + ")" : "";
        String why = answer.hasReason() ? ": " + answer.getReason().getMessage() : "";
        StringBuilder text =
                new StringBuilder(lower(answer.getOutcome()) + revision + " at " + time(answer.getTime()) + why);
        answer.getViolationsList()
                .forEach(each ->
                        text.append('\n').append(String.format("%14s", "")).append(finding(each)));
        return text.toString();
    }

    private String services() {
        if (report.getServicesCount() == 0) {
            return "";
        }
        TextTable table = new TextTable(
                Column.left("SERVICE"),
                Column.left("VIP"),
                Column.left("POOL"),
                Column.right("UP"),
                Column.right("SLOTS"),
                Column.right("MOVING"),
                Column.right("PACKETS"));
        report.getServicesList()
                .forEach(each -> table.row(
                        each.getName(),
                        each.getVip(),
                        each.getPool(),
                        each.getBackendsUp() + "/" + each.getBackendsAll(),
                        String.valueOf(each.getTableSize()),
                        String.valueOf(each.getSlotsInTransition()),
                        Long.toUnsignedString(each.getPackets())));
        return "\n" + table.render("");
    }

    private String backends() {
        if (report.getBackendsCount() == 0) {
            return "";
        }
        TextTable table = new TextTable(
                Column.left("POOL"),
                Column.left("BACKEND"),
                Column.left("STATE"),
                Column.left("HEALTH"),
                Column.right("WEIGHT"),
                Column.right("SHARE"),
                Column.right("PACKETS"),
                Column.left("WHY"));
        report.getBackendsList()
                .forEach(each -> table.row(
                        each.getPool(),
                        each.getAddress(),
                        backendState(each),
                        health(each),
                        String.valueOf(each.getWeight()),
                        TablesView.percent(each.getShare()),
                        Long.toUnsignedString(each.getPackets()),
                        each.getWhy()));
        return "\n" + table.render("");
    }

    private static String backendState(BackendStatus backend) {
        return lower(backend.getState())
                + (backend.getDrain().getOrdered() ? ", ordered" : "")
                + (backend.getDrain().getDrained() ? ", drained" : "")
                + (backend.getResolved() ? "" : ", unresolved");
    }

    /** Such as {@code unhealthy since …, held off}; a dash where nobody asks. */
    private static String health(BackendStatus backend) {
        if (!backend.hasHealth()) {
            return "-";
        }
        Health health = backend.getHealth();
        return lower(health.getState()) + " since " + time(health.getSince())
                + (health.getWeightShare() == 1
                        ? ""
                        : ", " + TablesView.percent(health.getWeightShare()) + " of weight")
                + (health.getHeldOff() ? ", held off" : "")
                + (health.getPanic() ? ", IGNORED" : "");
    }

    private static String finding(Finding finding) {
        String path = finding.getPath().isEmpty() ? "document" : finding.getPath();
        return path + ": " + finding.getMessage() + " (" + finding.getCode() + ")";
    }

    private static String revision(Revision revision) {
        return revision.getEpoch() + "." + revision.getGeneration();
    }

    private static String time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds()).toString();
    }

    private static String lower(Object value) {
        return value.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "%-14s", label)).append(value).append('\n');
    }

    private static void lines(StringBuilder text, String label, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            line(text, i == 0 ? label : "", values.get(i));
        }
    }
}
