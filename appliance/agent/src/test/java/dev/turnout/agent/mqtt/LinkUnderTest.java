package dev.turnout.agent.mqtt;

import dev.turnout.agent.source.Offer;
import dev.turnout.agent.source.SourceStatus;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Credentials;
import dev.turnout.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A link that runs on its own thread, and queues for what it tells. */
final class LinkUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
    private final BlockingQueue<SourceStatus> statuses = new LinkedBlockingQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger mostOutstanding = new AtomicInteger();
    private final MqttLink link;

    private LinkUnderTest(MqttSettings settings) {
        link = new MqttLink(settings, Ticker.SYSTEM, new Random(42), statuses::add);
        link.start(offer -> {
            mostOutstanding.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
            offers.add(offer);
        });
    }

    static LinkUnderTest to(BrokerUri broker) {
        return with(broker, Optional.empty(), Optional.empty());
    }

    static LinkUnderTest with(BrokerUri broker, Optional<Credentials> credentials, Optional<Path> ca) {
        return new LinkUnderTest(
                new MqttSettings(new BrokerAccess(broker, credentials, ca), new Topics("box-1"), "1.2.3", false));
    }

    Offer nextOffer() throws InterruptedException {
        Offer offer = offers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (offer == null) {
            throw new AssertionError("no document came; the link says " + link.status());
        }
        return offer;
    }

    SourceStatus awaitReachable() throws InterruptedException {
        return await(SourceStatus::reachable);
    }

    SourceStatus awaitUnreachable() throws InterruptedException {
        return await(status -> !status.reachable());
    }

    /** The next status of that kind that the link tells; each is told once. */
    SourceStatus await(Predicate<SourceStatus> kind) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            SourceStatus status = statuses.poll(1, TimeUnit.SECONDS);
            if (status != null && kind.test(status)) {
                return status;
            }
        }
        throw new AssertionError("the link stays with " + link.status());
    }

    SourceStatus status() {
        return link.status();
    }

    void publish(byte[] report) {
        link.publish(report);
    }

    void accept(Offer offer) {
        outstanding.decrementAndGet();
        offer.accepted();
    }

    /** The most offers that were made and not yet given to {@link #accept}. */
    int mostOutstanding() {
        return mostOutstanding.get();
    }

    @Override
    public void close() {
        link.close();
    }
}
