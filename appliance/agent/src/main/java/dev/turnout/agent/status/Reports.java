package dev.turnout.agent.status;

import com.google.protobuf.ByteString;
import dev.turnout.agent.reconcile.LastChange;
import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Vip;
import dev.turnout.core.plan.Forecast;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Change;
import dev.turnout.v1.DropCount;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Foretold;
import dev.turnout.v1.Reason;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes reports. Equal arguments give equal reports. */
public final class Reports {
    private static final String DROP = "DROP_";

    private final Times times;

    /** @param wall the time of day of a moment that the agent measured */
    public Reports(UnaryOperator<Instant> wall) {
        this.times = new Times(wall);
    }

    public Report of(View view, BoxFacts facts, Instant now) {
        Report.Builder report = Report.newBuilder()
                .setBox(facts.box())
                .setVersion(facts.version())
                .setAppliedDigest(ByteString.copyFrom(facts.appliedDigest()))
                .setDataplane(facts.dataplane())
                .addAllNicFindings(facts.nicFindings())
                .addAllTrustedKeys(facts.trustedKeys())
                .setLiveness(new LivenessReports(times).of(facts.liveness(), view))
                .setTime(times.timestamp(now));
        view.desired().map(FleetConfig::revision).map(Reports::revision).ifPresent(report::setDesired);
        view.applied().map(FleetConfig::revision).map(Reports::revision).ifPresent(report::setApplied);
        facts.answer().map(this::answer).ifPresent(report::setAnswer);
        facts.push().map(push -> PushReports.of(push, times)).ifPresent(report::setPush);
        Difference difference = Difference.of(view);
        report.setState(difference.state());
        difference.cause().ifPresent(report::setReason);
        difference.violations().forEach(report::addViolations);
        facts.warnings()
                .forEach(warning -> report.addWarnings(finding(warning.path(), warning.code(), warning.message())));
        view.notices()
                .forEach(notice -> report.addWarnings(finding(notice.subject(), notice.code(), notice.message())));
        view.lastChange()
                .ifPresent(change ->
                        report.setLastChange(changeOf(change, view)).setAppliedTime(times.timestamp(change.applied())));
        report.addAllServices(ServiceReports.of(view, facts));
        report.addAllBackends(BackendReports.of(view, facts, times));
        report.addAllAlarms(Alarms.of(view, facts));
        report.addAllTransitions(TransitionReports.of(view, times));
        addDrops(view.counters().verdicts(), report);
        report.setFlowTableLimited(view.counters().flowTableLimited());
        facts.lastError()
                .ifPresent(error -> report.setLastError(reason(error.code(), error.message()))
                        .setLastErrorTime(times.timestamp(error.at())));
        return report.build();
    }

    private Answer answer(BoxFacts.Answered answered) {
        return answered.answer().toBuilder()
                .setTime(times.timestamp(answered.arrived()))
                .build();
    }

    /** How desired and applied stand to each other, and why. */
    private record Difference(Report.State state, Optional<Reason> cause, List<Finding> violations) {
        static Difference of(View view) {
            return switch (view.result()) {
                case StepResult.Failed(String code, String message) -> failed(reason(code, message));
                case StepResult.PartlyApplied partly ->
                    failed(reason(
                            partly.failures().getFirst().code(),
                            partly.failures().size() + " entries were refused, first "
                                    + partly.failures().getFirst().entry() + ": "
                                    + partly.failures().getFirst().message()));
                case StepResult.DoesNotFit doesNot ->
                    new Difference(
                            Report.State.REJECTED,
                            Optional.of(reason(
                                    "FIT",
                                    "the desired configuration does not fit this box; the applied one forwards on")),
                            doesNot.shortfalls().stream()
                                    .map(shortfall -> finding("", shortfall.code(), shortfall.message()))
                                    .toList());
                case StepResult.Idle() -> settled(view);
                case StepResult.Changed _ -> settled(view);
            };
        }

        private static Difference failed(Reason cause) {
            return new Difference(Report.State.FAILED, Optional.of(cause), List.of());
        }

        private static Difference settled(View view) {
            if (view.desired().isEmpty()) {
                return new Difference(Report.State.EMPTY, Optional.empty(), List.of());
            }
            boolean inSync = view.desired().equals(view.applied());
            return inSync
                    ? new Difference(Report.State.IN_SYNC, Optional.empty(), List.of())
                    : new Difference(
                            Report.State.PENDING,
                            Optional.of(reason("AGENT_PENDING", "the desired configuration is being programmed")),
                            List.of());
        }
    }

    private static Change changeOf(LastChange change, View view) {
        long inTransition = view.state().tables().values().stream()
                .mapToLong(SlotTable::inTransition)
                .sum();
        return Change.newBuilder()
                .setSlotsMoved(change.movement().moved())
                .setSlotsAll(change.movement().slots())
                .setSlotsInTransition(inTransition)
                .setDuration(Times.duration(change.duration()))
                .addAllForetold(foretold(change.forecast(), view))
                .build();
    }

    private static List<Foretold> foretold(Forecast forecast, View view) {
        Map<Vip, String> names = ServiceReports.names(view);
        return forecast.services().stream()
                .flatMap(outlook -> outlook.losses().stream()
                        .map(loss -> Foretold.newBuilder()
                                .setService(names.getOrDefault(
                                        outlook.service().vip(),
                                        outlook.service().vip().toString()))
                                .setCode(loss.code())
                                .setMessage(loss.message())
                                .setShareAtLeast(loss.share().atLeast())
                                .setShareAtMost(loss.share().atMost())
                                .build()))
                .toList();
    }

    private static void addDrops(Map<String, Long> verdicts, Report.Builder report) {
        new TreeMap<>(verdicts).forEach((name, packets) -> {
            if (name.startsWith(DROP) && packets > 0) {
                report.addDrops(DropCount.newBuilder()
                        .setReason(name.substring(DROP.length()))
                        .setPackets(packets));
            }
        });
    }

    static Revision revision(dev.turnout.core.model.Revision revision) {
        return Revision.newBuilder()
                .setEpoch(revision.epoch())
                .setGeneration(revision.generation())
                .build();
    }

    private static Reason reason(String code, String message) {
        return Reason.newBuilder().setCode(code).setMessage(message).build();
    }

    private static Finding finding(String path, String code, String message) {
        return Finding.newBuilder()
                .setPath(path)
                .setCode(code)
                .setMessage(message)
                .build();
    }
}
