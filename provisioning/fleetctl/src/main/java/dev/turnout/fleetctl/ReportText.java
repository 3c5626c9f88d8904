package dev.turnout.fleetctl;

import com.google.protobuf.Timestamp;
import dev.turnout.schema.DurationText;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.DropCount;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import dev.turnout.v1.ServiceStatus;
import dev.turnout.v1.TransitionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as a person reads it. */
final class ReportText {
    private ReportText() {}

    static String of(Report report, boolean offline) {
        StringBuilder text = new StringBuilder();
        line(text, "box", report.getBox() + ", version " + report.getVersion() + (offline ? ", offline" : ""));
        line(text, "reported", time(report.getTime()));
        line(text, "desired", report.hasDesired() ? revision(report.getDesired()) : "nothing yet");
        line(
                text,
                "applied",
                report.hasApplied()
                        ? revision(report.getApplied()) + " since " + time(report.getAppliedTime())
                        : "nothing yet");
        line(
                text,
                "state",
                report.getState()
                        + (report.hasReason()
                                ? ": " + report.getReason().getMessage() + " ("
                                        + report.getReason().getCode() + ")"
                                : ""));
        report.getViolationsList().forEach(violation -> line(text, "", finding(violation)));
        if (report.getTrustedKeysCount() > 0) {
            line(text, "trusts", String.join(", ", report.getTrustedKeysList()));
        }
        if (report.hasPush()) {
            push(text, report.getPush());
        }
        report.getWarningsList().forEach(warning -> line(text, "warning", finding(warning)));
        if (report.hasDataplane()) {
            var plane = report.getDataplane();
            String why = plane.getModeReason().isEmpty() ? "" : ": " + plane.getModeReason();
            line(
                    text,
                    "data plane",
                    plane.getKind() + " on " + plane.getDevice() + ", " + plane.getMode() + why
                            + (plane.getForwarding() ? "" : ", NOT FORWARDING")
                            + (plane.getDetachedCount() == 0
                                    ? ""
                                    : ", NOT ON " + String.join(", ", plane.getDetachedList())));
        }
        if (report.hasLiveness()) {
            liveness(text, report.getLiveness());
        }
        if (report.hasLastError()) {
            line(
                    text,
                    "last error",
                    time(report.getLastErrorTime()) + " "
                            + report.getLastError().getMessage());
        }
        report.getNicFindingsList().forEach(nic -> line(text, "nic", nic(nic)));
        report.getDropsList().forEach(drop -> line(text, "dropped", drop(drop)));
        report.getTransitionsList().forEach(transition -> line(text, "transition", transition(transition)));
        tables(text, report);
        return text.toString();
    }

    private static void push(StringBuilder text, PushStatus push) {
        line(
                text,
                "push",
                revision(push.getRevision()) + " " + push.getStage()
                        + (push.hasDeadline() ? ", until " + time(push.getDeadline()) : "")
                        + (push.hasReason()
                                ? ": " + push.getReason().getMessage() + " ("
                                        + push.getReason().getCode() + ")"
                                : ""));
    }

    private static void liveness(StringBuilder text, Liveness liveness) {
        String checked = liveness.hasChecked() ? ", checked " + time(liveness.getChecked()) : "";
        line(text, "liveness", liveness.getState() + " since " + time(liveness.getSince()) + checked);
        liveness.getTroublesList()
                .forEach(trouble -> line(
                        text,
                        "",
                        trouble.getMessage() + " (" + trouble.getCode() + ") Remedy: " + trouble.getRemedy()));
    }

    private static void tables(StringBuilder text, Report report) {
        List<List<String>> services = new ArrayList<>();
        services.add(List.of("SERVICE", "VIP", "POOL", "UP", "SLOTS", "MOVING", "PACKETS", "BYTES"));
        for (ServiceStatus service : report.getServicesList()) {
            services.add(List.of(
                    service.getName(),
                    service.getVip(),
                    service.getPool(),
                    service.getBackendsUp() + "/" + service.getBackendsAll(),
                    String.valueOf(service.getTableSize()),
                    String.valueOf(service.getSlotsInTransition()),
                    Long.toUnsignedString(service.getPackets()),
                    Long.toUnsignedString(service.getBytes())));
        }
        List<List<String>> backends = new ArrayList<>();
        backends.add(List.of("POOL", "BACKEND", "STATE", "WEIGHT", "SHARE", "PACKETS", "BYTES", "WHY"));
        for (BackendStatus backend : report.getBackendsList()) {
            backends.add(List.of(
                    backend.getPool(),
                    backend.getAddress(),
                    backend.getState() + (backend.getResolved() ? "" : ", unresolved"),
                    String.valueOf(backend.getWeight()),
                    String.format(Locale.ROOT, "%.1f%%", 100 * backend.getShare()),
                    Long.toUnsignedString(backend.getPackets()),
                    Long.toUnsignedString(backend.getBytes()),
                    backend.getWhy()));
        }
        table(text, services);
        table(text, backends);
    }

    private static void table(StringBuilder text, List<List<String>> rows) {
        if (rows.size() == 1) {
            return;
        }
        text.append('\n');
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** {@code services[2].vip: a sentence (CFG_CODE)}. */
    static String finding(Finding finding) {
        String path = finding.getPath().isEmpty() ? "document" : finding.getPath();
        return path + ": " + finding.getMessage() + " (" + finding.getCode() + ")";
    }

    private static String nic(NicFinding nic) {
        String remedy = nic.getRemedy().isEmpty() ? "" : " Remedy: " + nic.getRemedy();
        return nic.getDevice() + " " + nic.getSeverity() + " (" + nic.getCode() + "): " + nic.getMessage() + remedy;
    }

    private static String drop(DropCount drop) {
        return Long.toUnsignedString(drop.getPackets()) + " packets: " + drop.getReason();
    }

    private static String transition(TransitionStatus status) {
        Duration quiet = Duration.ofSeconds(status.getQuietFor().getSeconds());
        Duration left = Duration.ofSeconds(status.getLeftByIdle().getSeconds());
        return String.join(", ", status.getServicesList()) + ": " + status.getSlots() + " of " + status.getTableSize()
                + " slots serve previous owners"
                + (status.getFrozen() == 0 ? "" : ", " + status.getFrozen() + " frozen")
                + String.format(Locale.ROOT, ", %.1f packets/s", status.getPacketsToPreviousPerSecond())
                + ", quiet for " + DurationText.format(quiet) + ", ends in " + DurationText.format(left)
                + " if it stays so, by " + time(status.getEndsBy()) + " in any case";
    }

    private static String revision(Revision revision) {
        return Long.toUnsignedString(revision.getEpoch()) + "." + Long.toUnsignedString(revision.getGeneration());
    }

    private static String time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds()).toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "%-12s%s%n", label, value));
    }
}
