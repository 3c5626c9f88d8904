package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.ConfigSource;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.source.SourceStatus;
import dev.turnout.v1.Presence;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the broker, kept for as long as the agent runs.
 *
 * <p>{@link #step} does one bounded piece of work; a thread of the link's own calls it, or a test does. Other threads
 * only ever enqueue.
 */
public final class MqttLink implements ConfigSource, ReportSink {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    /** A connection that lived so long was a good one: the back-off starts anew after it. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private static final int MOST_OUTSTANDING = 2 * MqttSettings.RECEIVE_MAXIMUM;

    private final MqttSettings settings;
    private final Ticker ticker;
    private final Consumer<SourceStatus> onStatus;
    private final Backoff backoff;
    private final Outbox outbox = new Outbox();
    private final BlockingQueue<LinkEvent> events = new LinkedBlockingQueue<>();

    private volatile SourceStatus status;
    private volatile boolean closing;
    private @Nullable Thread thread;

    // What follows belongs to the thread that steps.
    private Consumer<Offer> receiver = _ -> {};
    private @Nullable PahoConnection connection;
    private boolean connected;
    private boolean subscribed;
    private long phaseBegan;
    private long nextAttempt;
    private final Window window = new Window(MOST_OUTSTANDING);

    /** @param onStatus told of every change on the link's thread; returns at once */
    public MqttLink(MqttSettings settings, Ticker ticker, RandomGenerator random, Consumer<SourceStatus> onStatus) {
        this.settings = settings;
        this.ticker = ticker;
        this.onStatus = onStatus;
        this.backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY, random);
        this.nextAttempt = ticker.nanos().getAsLong();
        this.status = new SourceStatus(
                settings.broker().toString(), false, "", ticker.wall().instant());
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
        receiver = to;
    }

    @Override
    public SourceStatus status() {
        return status;
    }

    @Override
    public void publish(byte[] report) {
        outbox.put(settings.topics().reported(), report);
        events.add(new LinkEvent.Wake());
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
            giveUp(connection, "an error in Turnout itself, please report it: " + bug);
        }
    }

    private void sayGoodbye() throws InterruptedException {
        PahoConnection leaving = connection;
        if (leaving == null) {
            return;
        }
        if (connected) {
            leaving.sayGoodbye();
            long deadline = System.nanoTime() + GOODBYE.toNanos();
            while (connection == leaving && System.nanoTime() < deadline) {
                step(Duration.ofMillis(100));
            }
        }
        if (connection == leaving) {
            leaving.abandon();
        }
    }

    /**
     * Does what is due, then takes one event and handles it; waits for one until something is due, and for at most so
     * long.
     */
    void step(Duration longest) throws InterruptedException {
        if (!closing) {
            attendToDeadlines();
        }
        long wait = Math.min(longest.toNanos(), nanosUntilDue());
        LinkEvent event = wait <= 0 ? events.poll() : events.poll(wait, TimeUnit.NANOSECONDS);
        if (event != null) {
            handle(event);
        }
    }

    private long nanosUntilDue() {
        long now = ticker.nanos().getAsLong();
        if (connection == null) {
            return nextAttempt - now;
        }
        return subscribed ? Long.MAX_VALUE : phaseBegan + MqttSettings.CONNECT_DEADLINE.toNanos() - now;
    }

    private void attendToDeadlines() {
        if (nanosUntilDue() > 0) {
            return;
        }
        PahoConnection current = connection;
        if (current == null) {
            connect();
        } else {
            giveUp(current, "no answer within " + MqttSettings.CONNECT_DEADLINE.toSeconds() + " seconds");
        }
    }

    private void connect() {
        phaseBegan = ticker.nanos().getAsLong();
        try {
            PahoConnection fresh = new PahoConnection(settings, events::add);
            connection = fresh;
            fresh.open(
                    Presences.of(settings, Presence.State.OFFLINE, ticker.wall().instant()));
        } catch (MqttException | IOException | GeneralSecurityException | RuntimeException failure) {
            giveUp(connection, PahoFailure.words(failure));
        }
    }

    /** Ends a connection, or an attempt, and says when the next begins. */
    private void giveUp(@Nullable PahoConnection failed, String why) {
        if (failed != connection) {
            return;
        }
        long now = ticker.nanos().getAsLong();
        if (subscribed && now - phaseBegan >= STABLE.toNanos()) {
            backoff.reset();
        }
        if (failed != null) {
            failed.abandon();
        }
        connection = null;
        connected = false;
        subscribed = false;
        Duration delay = backoff.next();
        nextAttempt = now + delay.toNanos();
        become(false, why);
    }

    private void become(boolean reachable, String detail) {
        SourceStatus before = status;
        if (before.reachable() != reachable || !before.detail().equals(detail)) {
            Instant since = before.reachable() == reachable
                    ? before.since()
                    : ticker.wall().instant();
            status = new SourceStatus(before.name(), reachable, detail, since);
            onStatus.accept(status);
        }
    }

    private void handle(LinkEvent event) {
        switch (event) {
            case LinkEvent.Connected(PahoConnection of) when of == connection -> onConnected(of);
            case LinkEvent.Subscribed(PahoConnection of, int code) when of == connection -> onSubscribed(of, code);
            case LinkEvent.Published(PahoConnection of, Outbox.Outgoing outgoing, int code)
            when of == connection -> onPublished(outgoing, code);
            case LinkEvent.Arrived(PahoConnection of, MqttMessage message)
            when of == connection -> onArrived(of, message);
            case LinkEvent.ConnectFailed(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.SubscribeFailed(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.PublishFailed(PahoConnection of, Outbox.Outgoing _, String why) -> giveUp(of, why);
            case LinkEvent.Lost(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.Settled settled -> onSettled(settled);
            case LinkEvent.Wake() -> flush();
            case LinkEvent.Connected _, LinkEvent.Subscribed _, LinkEvent.Published _, LinkEvent.Arrived _ -> {
                // Of a connection that was given up: what it did not acknowledge comes again.
            }
        }
    }

    private void onConnected(PahoConnection of) {
        connected = true;
        Presence birth =
                Presences.of(settings, Presence.State.ONLINE, ticker.wall().instant());
        outbox.put(settings.topics().presence(), birth.toByteArray());
        outbox.reopen();
        flush();
        window.subscribing();
        of.subscribe(settings.topics().desired());
    }

    private void onSubscribed(PahoConnection of, int code) {
        if (ReasonCode.isFailure(code)) {
            giveUp(
                    of,
                    "the broker refused the subscription: " + ReasonCode.words(code) + "; let the box read "
                            + settings.topics().desired());
            return;
        }
        if (!subscribed) {
            subscribed = true;
            phaseBegan = ticker.nanos().getAsLong();
            become(true, "");
        }
    }

    private void onPublished(Outbox.Outgoing outgoing, int code) {
        outbox.answered(outgoing);
        if (ReasonCode.isFailure(code)) {
            become(
                    subscribed,
                    "the broker refused a message: " + ReasonCode.words(code) + "; let the box write "
                            + outgoing.topic());
        }
        flush();
    }

    private void flush() {
        PahoConnection current = connection;
        if (current == null || !connected) {
            return;
        }
        for (Optional<Outbox.Outgoing> next = outbox.take(); next.isPresent(); next = outbox.take()) {
            current.publish(next.get());
        }
    }

    private void onArrived(PahoConnection of, MqttMessage message) {
        if (!window.take()) {
            // The newest is retained: it is asked for again once there is room.
            of.acknowledge(message.getId(), message.getQos());
            return;
        }
        Document document = Document.of(Document.Format.PROTOBUF, message.getPayload());
        LinkEvent settled = new LinkEvent.Settled(of, message.getId(), message.getQos());
        receiver.accept(
                new Offer(document, settings.topics().desired(), Offer.Order.BY_REVISION, () -> events.add(settled)));
    }

    private void onSettled(LinkEvent.Settled settled) {
        boolean fetch = window.settle();
        PahoConnection current = connection;
        if (current != null && settled.connection() == current) {
            current.acknowledge(settled.messageId(), settled.qos());
        }
        if (current != null && fetch && connected) {
            current.subscribe(settings.topics().desired());
        }
    }

    /** When the next attempt to connect begins, by {@link Ticker#nanos}; for the thread that steps. */
    long nextAttempt() {
        return nextAttempt;
    }

    /** Attempts that failed since the last good connection; for the thread that steps. */
    int failures() {
        return backoff.failures();
    }
}
