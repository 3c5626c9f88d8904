package dev.turnout.agent.metrics;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.Health;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import dev.turnout.v1.ServiceStatus;
import dev.turnout.v1.TransitionStatus;
import java.util.Locale;

/** From a report to its metrics. */
final class ReportMetrics {
    private ReportMetrics() {}

    static void add(Report report, Exposition page) {
        page.add(Metric.INFO, 1, report.getBox(), report.getVersion());
        page.add(Metric.REPORT_TIMESTAMP, seconds(report.getTime()));
        addConfiguration(report, page);
        DataplaneStatus dataplane = report.getDataplane();
        String mode = switch (dataplane.getMode()) {
            case NATIVE, GENERIC, OFFLOAD -> word(dataplane.getMode());
            case MODE_UNSPECIFIED, UNRECOGNIZED -> "none";
        };
        page.add(
                Metric.DATAPLANE_FORWARDING,
                dataplane.getForwarding(),
                dataplane.getKind(),
                dataplane.getDevice(),
                mode);
        addLiveness(report.getLiveness(), page);
        for (NicFinding finding : report.getNicFindingsList()) {
            page.add(Metric.NIC_FINDING, 1, finding.getDevice(), finding.getCode(), word(finding.getSeverity()));
        }
        report.getServicesList().forEach(service -> addService(service, page));
        report.getBackendsList().forEach(backend -> addBackend(backend, page));
        report.getTransitionsList().forEach(transition -> addTransition(transition, page));
        report.getAlarmsList().forEach(alarm -> page.add(Metric.ALARM, 1, alarm.getCode(), alarm.getSubject()));
        report.getDropsList().forEach(drop -> page.add(Metric.DROPPED, drop.getPackets(), drop.getReason()));
        page.add(Metric.FLOW_TABLE_LIMITED, report.getFlowTableLimited());
    }

    private static void addLiveness(Liveness liveness, Exposition page) {
        for (Liveness.State state : Liveness.State.values()) {
            if (state != Liveness.State.STATE_UNSPECIFIED && state != Liveness.State.UNRECOGNIZED) {
                page.add(Metric.LIVENESS, state == liveness.getState(), word(state));
            }
        }
        liveness.getTroublesList()
                .forEach(trouble -> page.add(Metric.LIVENESS_TROUBLE, 1, trouble.getCode(), trouble.getSubject()));
        if (liveness.hasChecked()) {
            page.add(Metric.LIVENESS_CHECKED, seconds(liveness.getChecked()))
                    .add(Metric.LIVENESS_TOOK, seconds(liveness.getTook()));
        }
    }

    private static void addConfiguration(Report report, Exposition page) {
        for (Report.State state : Report.State.values()) {
            if (state != Report.State.STATE_UNSPECIFIED && state != Report.State.UNRECOGNIZED) {
                page.add(Metric.CONFIG_STATE, state == report.getState(), word(state));
            }
        }
        if (report.hasDesired()) {
            addRevision(report.getDesired(), "desired", page);
        }
        if (report.hasApplied()) {
            addRevision(report.getApplied(), "applied", page);
        }
        if (report.hasAppliedTime()) {
            page.add(Metric.CONFIG_APPLIED_TIMESTAMP, seconds(report.getAppliedTime()));
        }
        page.add(Metric.CONFIG_VIOLATIONS, report.getViolationsCount());
        page.add(Metric.CONFIG_WARNINGS, report.getWarningsCount());
        if (report.hasLastChange()) {
            page.add(Metric.CHANGE_SLOTS_MOVED, report.getLastChange().getSlotsMoved());
            page.add(Metric.CHANGE_DURATION, seconds(report.getLastChange().getDuration()));
        }
    }

    private static void addRevision(Revision revision, String which, Exposition page) {
        page.add(Metric.CONFIG_EPOCH, revision.getEpoch(), which);
        page.add(Metric.CONFIG_GENERATION, revision.getGeneration(), which);
    }

    private static void addService(ServiceStatus service, Exposition page) {
        String[] labels = {service.getName(), service.getVip()};
        page.add(Metric.SERVICE_PACKETS, service.getPackets(), labels)
                .add(Metric.SERVICE_BYTES, service.getBytes(), labels)
                .add(Metric.SERVICE_BACKENDS, service.getBackendsAll(), labels)
                .add(Metric.SERVICE_BACKENDS_UP, service.getBackendsUp(), labels)
                .add(Metric.SERVICE_ANNOUNCED, service.getAnnounced(), labels)
                .add(Metric.SERVICE_SLOTS, service.getTableSize(), labels)
                .add(Metric.SERVICE_SLOTS_IN_TRANSITION, service.getSlotsInTransition(), labels);
    }

    private static void addBackend(BackendStatus backend, Exposition page) {
        String[] labels = {backend.getPool(), backend.getAddress()};
        page.add(Metric.BACKEND_PACKETS, backend.getPackets(), labels)
                .add(Metric.BACKEND_BYTES, backend.getBytes(), labels)
                .add(Metric.BACKEND_RESOLVED, backend.getResolved(), labels)
                .add(Metric.BACKEND_WEIGHT, backend.getWeight(), labels)
                .add(Metric.BACKEND_SLOTS, backend.getSlots(), labels)
                .add(Metric.BACKEND_SHARE, backend.getShare(), labels)
                .add(Metric.BACKEND_LOAD, backend.getLoad(), labels)
                .add(Metric.BACKEND_LOAD_EXPECTED, backend.getLoadExpected(), labels);
        for (BackendStatus.State state : BackendStatus.State.values()) {
            if (state != BackendStatus.State.STATE_UNSPECIFIED && state != BackendStatus.State.UNRECOGNIZED) {
                page.add(
                        Metric.BACKEND_STATE,
                        state == backend.getState(),
                        backend.getPool(),
                        backend.getAddress(),
                        word(state));
            }
        }
        if (backend.hasDrain()) {
            page.add(Metric.BACKEND_DRAIN_QUIET, seconds(backend.getDrain().getQuietFor()), labels)
                    .add(Metric.BACKEND_DRAINED, backend.getDrain().getDrained(), labels);
        }
        if (backend.hasHealth()) {
            addHealth(backend, page);
        }
    }

    private static void addHealth(BackendStatus backend, Exposition page) {
        Health health = backend.getHealth();
        String[] labels = {backend.getPool(), backend.getAddress()};
        for (Health.State state : Health.State.values()) {
            if (state != Health.State.STATE_UNSPECIFIED && state != Health.State.UNRECOGNIZED) {
                page.add(Metric.BACKEND_HEALTH, state == health.getState(), labels[0], labels[1], word(state));
            }
        }
        page.add(Metric.BACKEND_WEIGHT_SHARE, health.getWeightShare(), labels)
                .add(Metric.BACKEND_HELD_OFF, health.getHeldOff(), labels)
                .add(Metric.BACKEND_PANIC, health.getPanic(), labels);
    }

    private static void addTransition(TransitionStatus transition, Exposition page) {
        String services = String.join(",", transition.getServicesList());
        page.add(Metric.TRANSITION_SLOTS, transition.getSlots(), services)
                .add(Metric.TRANSITION_FROZEN, transition.getFrozenTakenBack(), services, "taken_back")
                .add(Metric.TRANSITION_FROZEN, transition.getFrozenLeaving(), services, "leaving")
                .add(Metric.TRANSITION_FROZEN, transition.getFrozenFilterFull(), services, "filter_full")
                .add(Metric.TRANSITION_PACKETS, transition.getPacketsToPrevious(), services)
                .add(Metric.TRANSITION_PACE, transition.getPacketsToPreviousPerSecond(), services)
                .add(Metric.TRANSITION_QUIET, seconds(transition.getQuietFor()), services)
                .add(Metric.TRANSITION_LEFT, seconds(transition.getLeftByIdle()), services, "idle")
                .add(Metric.TRANSITION_LEFT, seconds(transition.getLeftByCeiling()), services, "ceiling")
                .add(Metric.TRANSITION_FILL, transition.getFilterFill(), services)
                .add(Metric.TRANSITION_FALSE_POSITIVES, transition.getFalsePositiveRate(), services);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Timestamp time) {
        return time.getSeconds() + time.getNanos() / 1e9;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNanos() / 1e9;
    }
}
