package dev.turnout.agent.mqtt;

import dev.turnout.broker.ReasonCode;
import dev.turnout.v1.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * From one connection to the next. Belongs to the thread that steps.
 *
 * <pre>
 *   waiting ──delay over──▶ connecting ──CONNACK──▶ subscribing ──SUBACK──▶ reachable
 *      ▲                        │                       │                      │
 *      └───── back-off ─────────┴── refused, or silent ─┴──────── lost ────────┘
 * </pre>
 */
final class LinkPhases {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    /** A connection that lived so long was a good one: the back-off starts anew after it. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private final MqttSettings settings;
    private final Ticker ticker;
    private final LinkStatus status;
    private final Outbox outbox;
    private final Arrivals arrivals;
    private final Consumer<LinkEvent> events;
    private final Backoff backoff;

    private @Nullable PahoConnection connection;
    private boolean connected;
    private boolean subscribed;
    private long phaseBegan;
    private long nextAttempt;
    private volatile byte @Nullable [] delivered;

    LinkPhases(
            MqttSettings settings,
            Ticker ticker,
            RandomGenerator random,
            LinkStatus status,
            Outbox outbox,
            Arrivals arrivals,
            Consumer<LinkEvent> events) {
        this.settings = settings;
        this.ticker = ticker;
        this.status = status;
        this.outbox = outbox;
        this.arrivals = arrivals;
        this.events = events;
        this.backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY, random);
        this.nextAttempt = ticker.nanos().getAsLong();
    }

    long nanosUntilDue() {
        long now = ticker.nanos().getAsLong();
        if (connection == null) {
            return nextAttempt - now;
        }
        return subscribed ? Long.MAX_VALUE : phaseBegan + MqttSettings.CONNECT_DEADLINE.toNanos() - now;
    }

    /** Begins the attempt that is due, or gives up the one that took too long. */
    void attendToDeadlines() {
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
            PahoConnection fresh = new PahoConnection(settings, events);
            connection = fresh;
            fresh.open(
                    Presences.of(settings, Presence.State.OFFLINE, ticker.wall().instant()));
        } catch (MqttException | IOException | RuntimeException failure) {
            giveUp(connection, settings.access().words(failure));
        }
    }

    /** Ends whatever stands, or is attempted. */
    void giveUp(String why) {
        giveUp(connection, why);
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
        nextAttempt = now + backoff.next().toNanos();
        status.unreachable(why);
    }

    void handle(LinkEvent event) {
        switch (event) {
            case LinkEvent.Connected(PahoConnection of) when of == connection -> onConnected(of);
            case LinkEvent.Subscribed(PahoConnection of, int code) when of == connection -> onSubscribed(of, code);
            case LinkEvent.Published(PahoConnection of, Outbox.Outgoing outgoing, int code)
            when of == connection -> onPublished(outgoing, code);
            case LinkEvent.Arrived(PahoConnection of, String topic, MqttMessage message)
            when of == connection -> arrivals.arrived(of, topic, message);
            case LinkEvent.ConnectFailed(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.SubscribeFailed(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.PublishFailed(PahoConnection of, Outbox.Outgoing _, String why) -> giveUp(of, why);
            case LinkEvent.Lost(PahoConnection of, String why) -> giveUp(of, why);
            case LinkEvent.Settled settled -> arrivals.settled(settled, standing());
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
        arrivals.subscribe(of);
    }

    private void onSubscribed(PahoConnection of, int code) {
        if (ReasonCode.isFailure(code)) {
            giveUp(
                    of,
                    "the broker refused the subscription: " + ReasonCode.words(code) + "; let the box read "
                            + String.join(" and ", settings.subscriptions()));
            return;
        }
        if (!subscribed) {
            subscribed = true;
            phaseBegan = ticker.nanos().getAsLong();
            status.reachable();
        }
    }

    private void onPublished(Outbox.Outgoing outgoing, int code) {
        outbox.answered(outgoing);
        if (outgoing.topic().equals(settings.topics().reported()) && !ReasonCode.isFailure(code)) {
            delivered = outgoing.payload();
        }
        status.answered(outgoing.topic(), code);
        flush();
    }

    private void flush() {
        PahoConnection current = standing();
        if (current == null) {
            return;
        }
        for (Optional<Outbox.Outgoing> next = outbox.take(); next.isPresent(); next = outbox.take()) {
            current.publish(next.get());
        }
    }

    /** The connection that something can be sent over; null while there is none. */
    @Nullable
    PahoConnection standing() {
        return connected ? connection : null;
    }

    /** The last report that the broker has; from any thread. */
    Optional<byte[]> delivered() {
        return Optional.ofNullable(delivered);
    }

    /** Lets go of what stands or is attempted, without a word. */
    void abandon() {
        PahoConnection current = connection;
        if (current != null) {
            current.abandon();
        }
    }

    long nextAttempt() {
        return nextAttempt;
    }

    int failures() {
        return backoff.failures();
    }
}
