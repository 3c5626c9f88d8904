package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.DurationText;
import dev.turnout.schema.Topics;
import dev.turnout.v1.Change;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.Presence;
import dev.turnout.v1.Reason;
import dev.turnout.v1.Report;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From publish to the box's last word, and how that is told. */
final class Waiting {
    private static final Duration LONGEST_TRIAL = Duration.ofDays(1);
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(5);

    private final BrokerSession session;
    private final Topics topics;
    private final Optional<Signing> signing;
    private final PrintWriter out;
    private final PrintWriter err;

    /** @param signing confirms what is on trial; empty where nothing is signed */
    Waiting(BrokerSession session, Topics topics, Optional<Signing> signing, PrintWriter out, PrintWriter err) {
        this.signing = signing;
        this.session = session;
        this.topics = topics;
        this.out = out;
        this.err = err;
    }

    /**
     * Waits, and tells how it ended.
     *
     * @param published when, of {@link System#nanoTime()}
     * @param retained what was known of the box before, which cannot be an answer
     * @return an exit code
     */
    int forBox(Revision revision, ByteString digest, long published, Duration limit, Retained retained)
            throws BrokerProblem {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<Report> last = Optional.empty();
        boolean offline = retained.offline();
        boolean tried = false;
        boolean confirmed = false;
        while (true) {
            Optional<BrokerEvent.Arrived> next = session.next(Duration.ofNanos(deadline - System.nanoTime()));
            if (next.isEmpty()) {
                return tried ? untold(revision) : inVain(revision, limit, last, offline);
            }
            if (next.get().topic().equals(topics.presence())) {
                offline = isOffline(next.get().payload());
            }
            Optional<Report> report = next.filter(message -> message.topic().equals(topics.reported()))
                    .flatMap(message -> Retained.report(message.payload()));
            if (report.isPresent()) {
                last = report;
                switch (Verdict.of(report.get(), revision, digest)) {
                    case Verdict.Applied(Report applied) -> {
                        long nanos = next.get().nanoTime() - published;
                        return tried ? kept(revision, nanos) : applied(revision, applied, nanos);
                    }
                    case Verdict.Refused(Reason reason, List<Finding> violations) -> {
                        return refused(revision, reason, violations);
                    }
                    case Verdict.OnTrial(Report trial) -> {
                        if (!tried) {
                            int ignored = applied(revision, trial, next.get().nanoTime() - published);
                            // How it ends the box says when the trial is over, which it began later than we to wait.
                            deadline = Math.max(
                                    deadline,
                                    System.nanoTime() + untilOver(trial).toNanos());
                        }
                        tried = true;
                        confirmed = confirmed || confirm(revision, digest, trial);
                    }
                    case Verdict.Open(Report _) -> {}
                }
            }
        }
    }

    /**
     * Confirms what forwards. What does not is given until its deadline.
     *
     * @return whether it did
     */
    private boolean confirm(Revision revision, ByteString digest, Report report) throws BrokerProblem {
        Liveness.State found = report.getLiveness().getState();
        boolean well = found == Liveness.State.FORWARDING
                || found == Liveness.State.DEGRADED
                || report.getServicesCount() == 0;
        if (!well || signing.isEmpty()) {
            return false;
        }
        out.println(topics.box() + " tries it out, and forwards: confirmed");
        session.publish(
                topics.confirm(), signing.get().confirmation(revision, digest).toByteArray());
        return true;
    }

    /** By the box's own clock, and time to tell. */
    private static Duration untilOver(Report report) {
        long seconds =
                report.getPush().getDeadline().getSeconds() - report.getTime().getSeconds();
        return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_TRIAL.toSeconds()))
                .plus(TIME_TO_TELL);
    }

    private int untold(Revision revision) {
        err.println("fleetctl: " + topics.box() + " has not said whether it keeps " + revision
                + ": 'fleetctl report' shows it once it does");
        return Exit.SILENT;
    }

    private int kept(Revision revision, long nanos) {
        out.println(topics.box() + " keeps " + revision + ", after " + millis(nanos));
        return Exit.OK;
    }

    private static boolean isOffline(ByteString presence) {
        try {
            return Presence.parseFrom(presence).getState() == Presence.State.OFFLINE;
        } catch (InvalidProtocolBufferException notAPresence) {
            return false;
        }
    }

    private int applied(Revision revision, Report report, long nanos) {
        out.println(topics.box() + " applied " + revision + " in " + millis(nanos) + " from publish"
                + (report.hasLastChange() ? ": " + slots(report.getLastChange()) : ""));
        report.getWarningsList().forEach(warning -> out.println("  warning: " + ReportText.finding(warning)));
        return Exit.OK;
    }

    private static String slots(Change change) {
        if (change.getSlotsMoved() == 0) {
            return "no slot moved";
        }
        String share = change.getSlotsAll() == 0
                ? ""
                : String.format(Locale.ROOT, " (%.1f %%)", 100.0 * change.getSlotsMoved() / change.getSlotsAll());
        String transition = change.getSlotsInTransition() == 0
                ? ""
                : ", " + change.getSlotsInTransition() + " of them keep their old flows for now";
        return change.getSlotsMoved() + " of " + change.getSlotsAll() + " slots moved" + share + transition;
    }

    private static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }

    private int refused(Revision revision, Reason reason, List<Finding> violations) {
        violations.forEach(violation -> err.println("  " + ReportText.finding(violation)));
        err.println("fleetctl: " + topics.box() + " rejected " + revision + ": " + reason.getMessage() + " ("
                + reason.getCode() + "); what it had keeps forwarding");
        return Exit.REFUSED;
    }

    private int inVain(Revision revision, Duration limit, Optional<Report> last, boolean offline) {
        String why = last.filter(Report::hasReason)
                .map(report -> ": it says \"" + report.getReason().getMessage() + "\" ("
                        + report.getReason().getCode() + ")")
                .orElse(
                        offline
                                ? ": it is offline, and takes it when it connects again"
                                : ": is its agent running, and its id spelt right?");
        err.println("fleetctl: " + topics.box() + " has not applied " + revision + " within "
                + DurationText.format(limit) + why);
        return Exit.SILENT;
    }
}
