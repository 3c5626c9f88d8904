package dev.turnout.agent;

import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.control.Answer.Refused;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.reconcile.Reconciler;
import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.agent.reconcile.Wanted;
import dev.turnout.agent.source.Offer;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.load.Load;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.core.program.Surroundings;
import dev.turnout.v1.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loop that holds the process together: it takes documents, news of the surroundings and questions from one queue, lets
 * the reconciler take its steps, and says what came of it.
 *
 * <p>{@link #step} does one bounded piece of work; a thread calls it, or a test does. Everything else only enqueues.
 */
final class Agent {
    /** How long a new configuration waits for the kernel to say anything of the ways to its backends. */
    static final Duration SURVEY_PATIENCE = Duration.ofSeconds(2);

    /** And for neighbours to answer, which takes milliseconds where they are there. */
    static final Duration NEIGHBOUR_PATIENCE = Duration.ofMillis(500);

    private static final Duration SURVEY_PACE = Duration.ofMillis(50);

    /** How often it looks at counters and transitions when nothing happens. */
    static final Duration TICK = Duration.ofSeconds(1);

    private final AgentParts parts;
    private final Documents documents;
    private final Offers offers;
    private final Reconciler reconciler;
    private final Reporter reporter;
    private final Inbox inbox = new Inbox();
    private volatile @Nullable Snapshot snapshot;

    // What follows belongs to the thread that steps.
    private final Surveyor surveyor;
    private final Examiner examiner;
    private final LivenessCheck liveness;
    private final DrainOrders drains;
    private final Trial trial;
    private Optional<Coming> coming = Optional.empty();
    private boolean again = true;

    /** Whether anything has changed since it last rested, and when it last had something to do. */
    private boolean changed;

    private Instant busy = Instant.MIN;

    /**
     * A configuration that waits until the ways to its backends are known, so that no packet is sent to a backend before
     * it can be reached.
     *
     * @param since when it began to wait: a way may never be found
     */
    private record Coming(Wanted wanted, Instant since) {}

    /** Where the agent stood after a step, for other threads. */
    record Snapshot(View view, Report report, Optional<Load> load, Capabilities capabilities) {}

    /** Does not step yet. */
    Agent(AgentParts parts) {
        this.parts = parts;
        this.documents = parts.documents();
        this.surveyor = new Surveyor(parts.nextHops());
        this.examiner = new Examiner(parts.probes(), parts.log(), inbox::wake);
        this.drains = new DrainOrders(documents, parts.log());
        this.liveness = new LivenessCheck(parts, examiner);
        this.trial = new Trial(parts, liveness::latest);
        this.reporter = new Reporter(parts, surveyor, examiner, liveness);
        this.offers = new Offers(parts, reporter);
        this.reconciler = new Reconciler(
                parts.dataplane(), documents.history(), new DiskJournal(documents, parts.log()), parts.clock());
        documents.desired().ifPresent(known -> {
            parts.log().info("remembered", Field.of("revision", known.config().revision()));
            want(known, parts.clock().instant());
        });
    }

    /** Begins to take documents. */
    void start() {
        parts.source().start(offer -> inbox.offer(offer, parts.clock().instant()));
    }

    /** Says that something is to be looked at. From any thread. */
    void wake() {
        inbox.wake();
    }

    /** Where it stood after the last step; empty before the first. From any thread. */
    Optional<Snapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    /** Has a question answered by the thread that steps, if not too many wait already. From any thread. */
    <T> Optional<CompletableFuture<T>> ask(Supplier<T> question) {
        return inbox.ask(question);
    }

    /** How many flows the flow table keeps now. For questions alone, since the data plane is the agent's thread's. */
    FlowCounts flows() {
        return reconciler.flows();
    }

    /** Takes what has come, waiting for it for at most so long where nothing is to be done, and does one step. */
    void step(Duration longest) throws InterruptedException {
        Duration pause = pause();
        Inbox.Taken taken = inbox.take(longest.compareTo(pause) < 0 ? longest : pause);
        for (Offer waiting : offers.unsettled()) {
            consider(waiting, parts.clock().instant());
        }
        taken.offers().forEach(offered -> consider(offered.offer(), offered.arrived()));
        taken.questions().forEach(Runnable::run);
        try {
            checkLiveness(again || coming.isPresent() || !taken.offers().isEmpty());
            reconcile();
            if (!secure()) {
                // What is wanted again must be kept up too, however often the disk refuses its successor.
                reconcile();
            }
            tryOut();
            // What waits for the ways to its backends, or for a data plane that can be read, is desired already.
            View view = reconciler.view().desiring(documents.desired().map(Known::config));
            Report report = reporter.tell(view);
            snapshot = new Snapshot(
                    view, report, reporter.load(), parts.dataplane().capabilities());
            rest(again || coming.isPresent() || !taken.isEmpty());
        } catch (RuntimeException bug) {
            // Forwarding goes on; the next step looks at everything anew.
            again = false;
            tell(bug);
            secureAfterBug();
        }
    }

    private void rest(boolean hadToDo) {
        Instant now = parts.clock().instant();
        if (hadToDo) {
            busy = now;
        } else if (changed && !now.isBefore(busy.plus(TICK))) {
            changed = false;
            parts.upkeep().rest();
        }
    }

    /** Whatever happened, an accepted document is answered; a second bug must not end the process either. */
    private void secureAfterBug() {
        try {
            secure();
        } catch (RuntimeException another) {
            tell(another);
        }
    }

    private void tell(RuntimeException bug) {
        reporter.failed("AGENT_BUG", "an error in Turnout itself, please report it: " + bug);
    }

    /** How long there is nothing to do unless something comes. */
    private Duration pause() {
        if (again) {
            return Duration.ZERO;
        }
        return coming.isPresent() ? SURVEY_PACE : TICK;
    }

    private void consider(Offer offer, Instant arrived) {
        try {
            secure();
            offers.consider(offer, arrived).ifPresent(known -> want(known, arrived));
        } catch (RuntimeException bug) {
            tell(bug);
        }
    }

    /**
     * Has the accepted document answered. Where it cannot be made durable, the one before is wanted again.
     *
     * @return false then
     */
    private boolean secure() {
        boolean durable = offers.secure();
        if (!durable) {
            coming = Optional.empty();
            Instant now = parts.clock().instant();
            documents
                    .desired()
                    .map(known -> new Wanted(known.config(), now))
                    .ifPresentOrElse(reconciler::want, reconciler::wantNothing);
        }
        return durable;
    }

    /** Goes on with what is on trial. Taken back, what was before is wanted at once: its ways are known. */
    private void tryOut() {
        if (trial.look(reconciler.view(), offers.confirmed())) {
            Instant now = parts.clock().instant();
            coming = Optional.empty();
            documents.desired().ifPresent(known -> want(known, now));
        }
    }

    private void want(Known known, Instant arrived) {
        coming = Optional.of(
                new Coming(new Wanted(known.config(), arrived), parts.clock().instant()));
        again = true;
    }

    private void checkLiveness(boolean busy) {
        try {
            if (reconciler.hasRead() && liveness.look(reconciler.view(), busy)) {
                reconciler.audit();
            }
        } catch (RuntimeException bug) {
            // Programming does not hang on it.
            tell(bug);
        }
    }

    private void reconcile() {
        parts.upkeep().allow();
        boolean first = !reconciler.hasRead();
        if (!first) {
            tellSurroundings();
        }
        StepResult result = reconciler.step();
        changed |= result instanceof StepResult.Changed;
        again = result instanceof StepResult.Changed || first && reconciler.hasRead();
        reporter.stepped(result);
        if (parts.upkeep().look()) {
            reconciler.audit();
            again = true;
        }
    }

    /** Not before what is there has been read: it is where what is known of the backends begins. */
    private void tellSurroundings() {
        DataplaneState held = reconciler.view().state();
        Instant now = parts.clock().instant();
        documents.desired().ifPresent(known -> surveyor.ask(known.config(), reconciler.backends()));
        List<FleetConfig> configs = configs();
        drains.forget(configs, held);
        examiner.watch(configs, new HeldHealth(reconciler.lastGood(), held, drains.backends()), now);
        Surroundings known = examiner.examine(surveyor.surroundings(held), drains.backends(), now);
        if (surveyor.answered()) {
            reconciler.surroundings(known);
        }
        coming.filter(this::isDue).ifPresent(due -> {
            reconciler.surroundings(known);
            reconciler.want(due.wanted());
            coming = Optional.empty();
        });
    }

    /** What is desired, and what forwards where that is another. */
    private List<FleetConfig> configs() {
        return Stream.concat(documents.desired().map(Known::config).stream(), reconciler.lastGood().stream())
                .distinct()
                .toList();
    }

    /** Tells a backend to drain; why not, if not. To be {@linkplain #ask asked}. */
    Optional<Refused> drain(IpAddress backend) {
        return drains.order(backend, configs());
    }

    /** Takes that back. To be {@linkplain #ask asked}. */
    Optional<Refused> undoDrain(IpAddress backend) {
        return drains.undo(backend);
    }

    private boolean isDue(Coming next) {
        Duration waited = Duration.between(next.since(), parts.clock().instant());
        if (!surveyor.answered()) {
            return waited.compareTo(SURVEY_PATIENCE) >= 0;
        }
        return surveyor.settled() || waited.compareTo(NEIGHBOUR_PATIENCE) >= 0;
    }
}
