package dev.turnout.agent.health;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.ProbeQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks all backends, from one thread and by one selector. {@link #step} does what is due, and waits for what comes; only
 * {@link #want} and {@link #wake} may be called from other threads.
 *
 * <p>Connections end with a reset (SO_LINGER of 0): thousands a second that linger in TIME_WAIT would use up the ports of the
 * box within seconds.
 */
final class ProbeLoop implements AutoCloseable {
    /** Of open connections. A backend that is due while there are so many is asked later. */
    static final int MOST_AT_ONCE = 4096;

    /** Of those begun before answers are looked at again. */
    private static final int MOST_BEGUN = 64;

    private static final int ROOM = 16 << 10;

    private final Selector selector;
    private final Echoes echoes;
    private final Connections connections;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Consumer<ProbeResult> results;
    private final Consumer<String> trouble;
    private final AtomicReference<@Nullable News> news = new AtomicReference<>();

    private record News(Map<PoolBackend, ProbeTask> tasks, long since) {}

    private final Timetable timetable = new Timetable();
    private final TreeSet<Conversation> underWay = new TreeSet<>(Conversation.BY_DEADLINE);
    private final ByteBuffer room = ByteBuffer.allocateDirect(ROOM);
    private final Workbench workbench;

    /** Who is due, but would make more work than there is room for. */
    private final Queue<Timetable.Entry> postponed = new ArrayDeque<>();

    private long begun;

    /**
     * @param nanos monotonic, in nanoseconds
     * @param clock says when a probe ended
     * @param hands do what takes long, in other threads
     * @param trouble takes what keeps the box itself from asking, a sentence each time: no backend is at fault then
     */
    ProbeLoop(
            ForwardingPath path,
            LongSupplier nanos,
            InstantSource clock,
            Consumer<ProbeResult> results,
            Executor hands,
            Consumer<String> trouble) {
        this.nanos = nanos;
        this.clock = clock;
        this.results = results;
        this.trouble = trouble;
        this.workbench = new Workbench(hands, this::wake);
        this.echoes = new Echoes(nanos.getAsLong());
        try {
            selector = Selector.open();
        } catch (IOException noDescriptor) {
            throw new UncheckedIOException(noDescriptor);
        }
        this.connections = new Connections(selector, path);
    }

    /** Asks these from the next step on. */
    void want(Map<PoolBackend, ProbeTask> wanted) {
        news.set(new News(Map.copyOf(wanted), nanos.getAsLong()));
        wake();
    }

    /** Has a step that waits return. */
    void wake() {
        selector.wakeup();
    }

    /** One turn: begins what is due, and waits for answers until something is due again, for at most so long. */
    void step(Duration longest) {
        adopt();
        expire();
        begin();
        long now = nanos.getAsLong();
        long rest = Math.min(longest.toNanos(), echoes.rest());
        if (underWay.size() < MOST_AT_ONCE) {
            rest = Math.min(rest, timetable.rest(now));
        }
        if (!underWay.isEmpty()) {
            rest = Math.min(rest, Math.max(0, underWay.getFirst().deadline() - now));
        }
        try {
            int ignored = rest == 0
                    ? selector.selectNow(this::ready)
                    : selector.select(
                            this::ready,
                            Duration.ofNanos(rest).plusNanos(999_999).toMillis());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        workbench.handBack((conversation, step) -> heed(conversation, () -> conversation.follow(step)));
        echoes.replied().forEach(conversation -> over(conversation, new ProbeOutcome.Passed()));
    }

    private void adopt() {
        News wanted = news.getAndSet(null);
        if (wanted != null) {
            timetable.replace(wanted.tasks(), wanted.since());
            postponed.removeIf(entry -> !entry.isCurrent());
            List.copyOf(underWay).stream()
                    .filter(conversation -> !conversation.entry().isCurrent())
                    .forEach(this::drop);
        }
    }

    private void expire() {
        long now = nanos.getAsLong();
        while (!underWay.isEmpty() && underWay.getFirst().deadline() - now <= 0) {
            Conversation late = underWay.getFirst();
            Duration timeout = late.entry().task().probe().timeout();
            if (late.isComputing()) {
                pass(late, "the box did not get its part of the TLS connection done within " + Failure.text(timeout));
                continue;
            }
            String what = late.isConnected() ? "connected, but no whole answer" : "no answer";
            over(late, Failure.PROBE_TIMEOUT.saw(what + " within " + Failure.text(timeout)));
        }
    }

    private void begin() {
        for (int i = 0; i < MOST_BEGUN && underWay.size() < MOST_AT_ONCE; i++) {
            long now = nanos.getAsLong();
            Optional<Timetable.Entry> due = next(now);
            if (due.isEmpty()) {
                return;
            }
            Timetable.Entry entry = due.get();
            if (makesWork(entry) && !workbench.hasRoom()) {
                postponed.add(entry);
                continue;
            }
            Conversation conversation =
                    new Conversation(entry, now + entry.task().probe().timeout().toNanos(), begun++);
            underWay.add(conversation);
            ask(conversation);
        }
    }

    private Optional<Timetable.Entry> next(long now) {
        Optional<Timetable.Entry> next = workbench.hasRoom() ? Optional.ofNullable(postponed.poll()) : Optional.empty();
        return next.or(() -> timetable.take(now));
    }

    private static boolean makesWork(Timetable.Entry entry) {
        return entry.task().probe().question() instanceof ProbeQuestion.Http http
                && http.tls().isPresent();
    }

    private void ask(Conversation conversation) {
        IpAddress address = address(conversation);
        if (conversation.entry().task().probe().question() instanceof ProbeQuestion.Icmp) {
            echoes.ask(conversation, address).ifPresent(why -> over(conversation, unreachable(why)));
            return;
        }
        try {
            if (!connections.begin(conversation, address)) {
                pass(conversation, "there is no way now to probe through the forwarding path");
            }
        } catch (ConnectException | NoRouteToHostException backend) {
            over(conversation, failure(conversation, backend));
        } catch (IOException box) {
            if (String.valueOf(box.getMessage()).contains("unreachable")) {
                over(conversation, unreachable(String.valueOf(box.getMessage())));
            } else {
                pass(conversation, String.valueOf(box.getMessage()));
            }
        }
    }

    private static IpAddress address(Conversation conversation) {
        IpAddress vip = conversation.vip();
        return vip == null ? conversation.entry().target().backend().address() : vip;
    }

    private void ready(SelectionKey key) {
        Conversation conversation = (Conversation) key.attachment();
        if (key.isValid()) {
            heed(conversation, () -> conversation.ready(room));
        }
    }

    private interface Turn {
        Dialogue.Step take() throws IOException;
    }

    private void heed(Conversation conversation, Turn turn) {
        try {
            switch (turn.take()) {
                case Dialogue.Step.Say _, Dialogue.Step.Listen _ -> {}
                case Dialogue.Step.Compute work -> workbench.take(conversation, work);
                case Dialogue.Step.Over(ProbeOutcome outcome) -> over(conversation, outcome);
                case Dialogue.Step.Unable(String why) -> pass(conversation, why);
            }
        } catch (IOException failed) {
            over(conversation, failure(conversation, failed));
        }
    }

    private static ProbeOutcome failure(Conversation conversation, IOException failed) {
        if (conversation.isConnected()) {
            return Failure.PROBE_CLOSED.saw("the backend reset the connection before its answer was complete");
        }
        return failed instanceof ConnectException
                ? Failure.PROBE_REFUSED.saw("connection refused")
                : unreachable(String.valueOf(failed.getMessage()));
    }

    private static ProbeOutcome unreachable(String why) {
        return Failure.PROBE_UNREACHABLE.saw("unreachable: " + why);
    }

    /** What came of a connection; where there are more VIPs to ask, one that passed is not the end. */
    private void over(Conversation conversation, ProbeOutcome outcome) {
        IpAddress vip = conversation.vip();
        conversation.close();
        if (outcome instanceof ProbeOutcome.Passed && conversation.next()) {
            ask(conversation);
            return;
        }
        end(conversation);
        ProbeOutcome told =
                outcome instanceof ProbeOutcome.Failed(String code, String sentence, boolean refused) && vip != null
                        ? new ProbeOutcome.Failed(code, vip + ": " + sentence, refused)
                        : outcome;
        Timetable.Entry entry = conversation.entry();
        results.accept(new ProbeResult(entry.target(), entry.task(), clock.instant(), told));
    }

    /** The box could not ask, and says nothing of the backend. */
    private void pass(Conversation conversation, String why) {
        drop(conversation);
        trouble.accept("cannot probe " + conversation.entry().target().backend().address() + ": " + why);
    }

    private void drop(Conversation conversation) {
        conversation.close();
        end(conversation);
    }

    private void end(Conversation conversation) {
        underWay.remove(conversation);
        echoes.forget(conversation);
        timetable.done(conversation.entry(), nanos.getAsLong());
    }

    @Override
    public void close() {
        underWay.forEach(Conversation::close);
        underWay.clear();
        echoes.close();
        try {
            selector.close();
        } catch (IOException alreadyGone) {
            // That is all that was wanted.
        }
    }
}
