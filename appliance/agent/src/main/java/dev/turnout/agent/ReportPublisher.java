package dev.turnout.agent;

import dev.turnout.agent.source.ReportSink;
import dev.turnout.v1.Alarm;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Report;
import dev.turnout.v1.ServiceStatus;
import dev.turnout.v1.TransitionStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Publishes a report at once where something happened, and otherwise once in a while for its counters. */
final class ReportPublisher {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final ReportSink sink;
    private @Nullable Report published;
    private Instant next = Instant.MIN;

    ReportPublisher(ReportSink sink) {
        this.sink = sink;
    }

    void offer(Report report, Instant now) {
        boolean happened = published == null || !withoutFigures(report).equals(published);
        if (happened || !now.isBefore(next)) {
            published = withoutFigures(report);
            next = now.plus(INTERVAL);
            sink.publish(report.toByteArray());
        }
    }

    /** What is left when nothing but time and packets went by. */
    private static Report withoutFigures(Report report) {
        Report.Builder quiet = report.toBuilder()
                .clearTime()
                .clearDrops()
                .clearFlowTableLimited()
                .clearLastErrorTime();
        quiet.getLivenessBuilder().clearChecked().clearTook();
        for (ServiceStatus.Builder service : quiet.getServicesBuilderList()) {
            service.clearPackets().clearBytes();
        }
        for (BackendStatus.Builder backend : quiet.getBackendsBuilderList()) {
            backend.clearPackets().clearBytes().clearLoad().clearLoadExpected();
        }
        quiet.getAlarmsBuilderList().forEach(Alarm.Builder::clearMessage);
        for (TransitionStatus.Builder transition : quiet.getTransitionsBuilderList()) {
            transition
                    .clearPacketsToPrevious()
                    .clearPacketsToPreviousPerSecond()
                    .clearQuietFor()
                    .clearLeftByIdle()
                    .clearLeftByCeiling()
                    .clearFilterFill()
                    .clearFalsePositiveRate();
        }
        return quiet.build();
    }
}
