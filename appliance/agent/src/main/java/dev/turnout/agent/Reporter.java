package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.agent.source.SourceStatus;
import dev.turnout.agent.status.BoxFacts;
import dev.turnout.agent.status.Reports;
import dev.turnout.agent.store.Stage;
import dev.turnout.core.load.DrainWatch;
import dev.turnout.core.load.Load;
import dev.turnout.core.load.LoadWatch;
import dev.turnout.core.model.Violation;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the report of where the agent stands, and keeps what goes into it beside the reconciler's view. */
final class Reporter {
    private final AgentParts parts;
    private final Surveyor surveyor;
    private final Examiner examiner;
    private final LivenessCheck liveness;
    private final ReportPublisher publisher;
    private Optional<BoxFacts.Answered> answer = Optional.empty();
    private Optional<BoxFacts.LastError> lastError = Optional.empty();
    private LoadWatch watch = LoadWatch.IDLE;
    private DrainWatch drains = DrainWatch.IDLE;
    private SourceStatus sourceStatus = new SourceStatus("", false, "", Instant.EPOCH);

    Reporter(AgentParts parts, Surveyor surveyor, Examiner examiner, LivenessCheck liveness) {
        this.parts = parts;
        this.surveyor = surveyor;
        this.examiner = examiner;
        this.liveness = liveness;
        this.publisher = new ReportPublisher(parts.sink());
    }

    /** What became of the last document. */
    void answered(Answer last, Instant arrived) {
        answer = Optional.of(new BoxFacts.Answered(last, arrived));
    }

    void stepped(StepResult result) {
        switch (result) {
            case StepResult.Idle(), StepResult.DoesNotFit _ -> {}
            case StepResult.Changed(long slotWords, long records) ->
                parts.log().info("programmed", Field.of("slot_words", slotWords), Field.of("records", records));
            case StepResult.PartlyApplied partly ->
                failed(
                        partly.failures().getFirst().code(),
                        partly.failures().getFirst().message());
            case StepResult.Failed(String code, String message) -> failed(code, message);
        }
    }

    void failed(String code, String message) {
        parts.log().recurring(Level.WARN, "step_failed", Field.of("code", code), Field.of("why", message));
        lastError =
                Optional.of(new BoxFacts.LastError(code, message, parts.clock().instant()));
    }

    /** Makes a report, publishes it if it is due, and announces the VIPs that forward. */
    Report tell(View view) {
        watchEdges();
        watch = watch.look(view.state(), view.counters(), parts.clock().instant());
        drains = drains.look(view.state(), view.counters(), parts.clock().instant());
        Report report = new Reports(parts.clock()::wall)
                .of(view, facts(view), parts.clock().instant());
        view.applied().ifPresent(config -> parts.announcer().announce(Announcements.of(config, report)));
        publisher.offer(report, parts.clock().instant());
        return report;
    }

    /** What services and backends got in the last whole window. */
    Optional<Load> load() {
        return watch.latest();
    }

    private void watchEdges() {
        SourceStatus status = parts.source().status();
        if (!status.detail().isEmpty() && !status.equals(sourceStatus)) {
            lastError = Optional.of(new BoxFacts.LastError(
                    "AGENT_SOURCE",
                    status.name() + ": " + status.detail(),
                    parts.clock().instant()));
        }
        sourceStatus = status;
        parts.announcer()
                .status()
                .problems()
                .forEach(why -> parts.log().recurring(Level.WARN, "announcement", Field.of("why", why)));
        parts.nextHops()
                .latest()
                .problem()
                .ifPresent(why -> parts.log().recurring(Level.WARN, "next_hops", Field.of("why", why)));
    }

    private Optional<BoxFacts.Push> push() {
        return parts.documents().pushed().map(pushed -> {
            SortedMap<Stage, Instant> reached = new TreeMap<>();
            pushed.reached()
                    .forEach((stage, stamp) ->
                            reached.put(stage, parts.documents().recall(stamp)));
            boolean runs = !pushed.stage().isFinal() && !pushed.trial().isZero();
            return new BoxFacts.Push(
                    pushed,
                    reached,
                    runs
                            ? Optional.ofNullable(reached.get(Stage.APPLYING)).map(began -> began.plus(pushed.trial()))
                            : Optional.empty());
        });
    }

    private BoxFacts facts(View view) {
        Documents documents = parts.documents();
        List<Violation> warnings = documents
                .desired()
                .map(known -> known.warnings().stream()
                        .map(each -> new Violation(each.path(), each.code(), each.message()))
                        .toList())
                .orElse(List.of());
        return new BoxFacts(
                parts.box(),
                parts.version(),
                answer,
                view.applied().map(documents::digestOf).orElse(new byte[0]),
                warnings,
                parts.dataplaneStatus().get(),
                parts.nicFindings().get(),
                parts.announcer().status().announced(),
                surveyor.reasons(),
                examiner::of,
                watch.latest(),
                drains,
                liveness.latest(),
                push(),
                parts.trust().map(Trust::ids).orElse(List.of()),
                lastError);
    }
}
