package dev.turnout.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.core.liveness.Liveness;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Leads the newest signed configuration from stage to stage. Each is durable before anybody is told of it, and its deadline is
 * on the disk, so whoever is killed or loses power goes on from there.
 */
final class Trial {
    private final AgentParts parts;
    private final Documents documents;
    private final ReportSink sink;
    private final Supplier<Liveness> liveness;

    Trial(AgentParts parts, Supplier<Liveness> liveness) {
        this.parts = parts;
        this.documents = parts.documents();
        this.sink = parts.sink();
        this.liveness = liveness;
    }

    /**
     * Looks how it stands, and goes a stage on if that is due.
     *
     * @param confirmed the configuration that may stay, by the digest of its message
     * @return whether another document is desired now
     */
    boolean look(View view, Optional<String> confirmed) {
        Pushed push = documents.pushed().orElse(null);
        if (push == null || push.stage().isFinal()) {
            return false;
        }
        return TrialRules.next(facts(push, view, confirmed))
                .map(next -> go(push, next))
                .orElse(false);
    }

    private TrialRules.Facts facts(Pushed push, View view, Optional<String> confirmed) {
        Optional<FleetConfig> desired = documents.desired().map(Documents.Known::config);
        Instant now = parts.clock().instant();
        boolean trying = push.stage() == Stage.TRIAL;
        return new TrialRules.Facts(
                push.stage(),
                push.trial(),
                Duration.between(at(push, Stage.APPLYING), now),
                desired.isPresent() && desired.equals(view.applied()),
                misfit(view, desired),
                trying && isInTouch(push),
                trying && forwards(view, at(push, Stage.TRIAL)),
                confirmed.filter(push.digest()::equals).isPresent());
    }

    private Instant at(Pushed push, Stage stage) {
        return documents.recall(push.when(stage));
    }

    private static Optional<String> misfit(View view, Optional<FleetConfig> desired) {
        return view.result() instanceof StepResult.DoesNotFit doesNot && desired.equals(view.desired())
                ? Optional.of("it does not fit this box: "
                        + doesNot.shortfalls().getFirst().message())
                : Optional.empty();
    }

    /** The broker has a report that says that this one is on trial. */
    private boolean isInTouch(Pushed push) {
        return sink.delivered().map(Trial::pushIn).stream()
                .anyMatch(status -> status.getStage() == PushStatus.Stage.TRIAL
                        && HexFormat.of()
                                .formatHex(status.getDigest().toByteArray())
                                .equals(push.digest()));
    }

    private static PushStatus pushIn(byte[] report) {
        try {
            return Report.parseFrom(report).getPush();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("the report is our own", impossible);
        }
    }

    /** As it has found out since then; where there is nothing to forward, nothing can be found out. */
    private boolean forwards(View view, Instant since) {
        Liveness found = liveness.get();
        return switch (found.state()) {
            case FORWARDING, DEGRADED ->
                found.last().filter(check -> !check.at().isBefore(since)).isPresent();
            case UNKNOWN -> view.state().services().isEmpty();
            case NOT_FORWARDING -> false;
        };
    }

    private boolean go(Pushed push, TrialRules.Next next) {
        Instant now = parts.clock().instant();
        boolean back = next.stage() == Stage.ROLLED_BACK
                || next.stage() == Stage.REJECTED && !push.trial().isZero();
        DurableFile.Wrote wrote = back
                ? documents.takeBack(next.stage(), now, next.code(), next.why())
                : documents.reach(next.stage(), now, next.code(), next.why());
        if (!(wrote instanceof DurableFile.Wrote.Durable)) {
            // The disk may take it later; until then nobody is told, and what forwards stays.
            parts.log().recurring(Level.WARN, "push_not_durable", Field.of("stage", next.stage()));
            return false;
        }
        parts.log()
                .info(
                        "push",
                        Field.of("revision", push.revision()),
                        Field.of("stage", next.stage()),
                        Field.of("why", next.why()));
        return back;
    }
}
