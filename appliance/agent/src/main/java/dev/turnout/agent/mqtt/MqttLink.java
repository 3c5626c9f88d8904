package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.ConfigSource;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.source.SourceStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the broker, kept for as long as the agent runs.
 *
 * <p>{@link #step} does one bounded piece of work; a thread of the link's own calls it, or a test does. Other threads
 * only ever enqueue.
 */
public final class MqttLink implements ConfigSource, ReportSink {
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final MqttSettings settings;
    private final Outbox outbox = new Outbox();
    private final BlockingQueue<LinkEvent> events = new LinkedBlockingQueue<>();
    private final LinkStatus status;

    private volatile boolean closing;
    private @Nullable Thread thread;

    // What follows belongs to the thread that steps.
    private final Arrivals arrivals;
    private final LinkPhases phases;

    /** @param onStatus told of every change on the link's thread; returns at once */
    public MqttLink(MqttSettings settings, Ticker ticker, RandomGenerator random, Consumer<SourceStatus> onStatus) {
        this.settings = settings;
        this.status = new LinkStatus(settings.access().broker().toString(), ticker.wall(), onStatus);
        this.arrivals = new Arrivals(settings, events::add);
        this.phases = new LinkPhases(settings, ticker, random, status, outbox, arrivals, events::add);
    }

    @Override
    public void start(Consumer<Offer> to) {
        receive(to);
        Thread started = Thread.ofPlatform().daemon().name("mqtt-link").unstarted(this::run);
        thread = started;
        started.start();
    }

    /** Says who takes the documents, for one who steps by himself. */
    void receive(Consumer<Offer> to) {
        arrivals.receive(to);
    }

    @Override
    public SourceStatus status() {
        return status.current();
    }

    @Override
    public void publish(byte[] report) {
        outbox.put(settings.topics().reported(), report);
        events.add(new LinkEvent.Wake());
    }

    @Override
    public Optional<byte[]> delivered() {
        return phases.delivered();
    }

    @Override
    public void close() {
        closing = true;
        events.add(new LinkEvent.Wake());
        Thread running = thread;
        if (running != null) {
            try {
                running.join(GOODBYE.multipliedBy(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closing) {
                stepOrReconnect();
            }
            sayGoodbye();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bug, ours or Paho's, costs the connection and not the link. */
    private void stepOrReconnect() throws InterruptedException {
        try {
            step(Duration.ofSeconds(30));
        } catch (RuntimeException bug) {
            phases.giveUp("an error in Turnout itself, please report it: " + bug);
        }
    }

    private void sayGoodbye() throws InterruptedException {
        PahoConnection leaving = phases.standing();
        if (leaving != null) {
            leaving.sayGoodbye();
            long deadline = System.nanoTime() + GOODBYE.toNanos();
            while (phases.standing() == leaving && System.nanoTime() < deadline) {
                step(Duration.ofMillis(100));
            }
        }
        phases.abandon();
    }

    /**
     * Does what is due, then takes one event and handles it; waits for one until something is due, and for at most so
     * long.
     */
    void step(Duration longest) throws InterruptedException {
        if (!closing) {
            phases.attendToDeadlines();
        }
        long wait = Math.min(longest.toNanos(), phases.nanosUntilDue());
        LinkEvent event = wait <= 0 ? events.poll() : events.poll(wait, TimeUnit.NANOSECONDS);
        if (event != null) {
            phases.handle(event);
        }
    }

    /** When the next attempt to connect begins, by {@link Ticker#nanos}; for the thread that steps. */
    long nextAttempt() {
        return phases.nextAttempt();
    }

    /** Attempts that failed since the last good connection; for the thread that steps. */
    int failures() {
        return phases.failures();
    }
}
