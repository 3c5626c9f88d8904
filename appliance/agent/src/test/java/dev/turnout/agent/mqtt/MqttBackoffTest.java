package dev.turnout.agent.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.fixture.Mosquitto;
import dev.turnout.schema.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MqttBackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofSeconds(60);

    @Test
    void delaysAreUniformBelowABoundThatDoublesUpToTheCap() {
        for (int failures = 0; failures < 12; failures++) {
            Duration bound = Duration.ofSeconds(Math.min(60, 1L << failures));
            double sum = 0;
            for (int seed = 0; seed < 400; seed++) {
                Backoff backoff = new Backoff(FIRST, CAP, new Random(31L * seed + failures));
                for (int i = 0; i < failures; i++) {
                    backoff.next();
                }
                Duration delay = backoff.next();
                assertTrue(!delay.isNegative() && delay.compareTo(bound) <= 0, delay + " over " + bound);
                sum += (double) delay.toNanos() / bound.toNanos();
            }
            assertEquals(0.5, sum / 400, 0.08, "mean of full jitter after " + failures + " failures");
        }
    }

    @Test
    void itNeverOverflowsAndStartsAnewAfterAReset() {
        Backoff backoff = new Backoff(FIRST, CAP, new Random(5));
        for (int i = 0; i < 10_000; i++) {
            assertTrue(backoff.next().compareTo(CAP) <= 0);
        }
        backoff.reset();
        assertTrue(backoff.next().compareTo(FIRST) <= 0);
    }

    @Test
    void twoBoxesDoNotComeBackAtOneMoment() {
        assertNotEquals(new Backoff(FIRST, CAP, new Random(1)).next(), new Backoff(FIRST, CAP, new Random(2)).next());
    }

    @Test
    void aBugCostsTheConnectionAndNotTheLink() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            broker.setSoTimeout(20_000);
            AtomicInteger told = new AtomicInteger();
            BrokerUri uri = new BrokerUri(false, "127.0.0.1", broker.getLocalPort());
            MqttSettings settings = settings(uri);
            MqttLink link = new MqttLink(settings, Ticker.SYSTEM, new Random(7), _ -> {
                if (told.incrementAndGet() == 1) {
                    throw new IllegalStateException("a bug");
                }
            });
            link.start(_ -> {});
            try {
                broker.accept().close();
                broker.accept().close();
            } finally {
                link.close();
            }
        }
    }

    @Test
    void aLinkTriesAgainWhenItsDelayIsOverAndNotBefore() throws Exception {
        AtomicLong now = new AtomicLong();
        Ticker ticker = new Ticker(now::get, InstantSource.system());
        BrokerUri nobody = new BrokerUri(false, "127.0.0.1", Mosquitto.freePort());
        MqttSettings settings = settings(nobody);
        // The same draws as the link makes.
        Backoff expected = new Backoff(FIRST, CAP, new Random(9));
        try (MqttLink link = new MqttLink(settings, ticker, new Random(9), _ -> {})) {
            for (int attempt = 1; attempt <= 6; attempt++) {
                awaitAttempts(link, attempt);
                assertEquals(now.get() + expected.next().toNanos(), link.nextAttempt());
                now.set(link.nextAttempt() - 1);
                link.step(Duration.ZERO);
                assertEquals(attempt, link.failures());
                now.set(link.nextAttempt());
            }
        }
    }

    private static MqttSettings settings(BrokerUri broker) {
        return new MqttSettings(
                new BrokerAccess(broker, Optional.empty(), Optional.empty()), new Topics("box-1"), "1", false);
    }

    private static void awaitAttempts(MqttLink link, int attempts) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (link.failures() < attempts) {
            assertTrue(System.nanoTime() < deadline, "attempt " + attempts + " has no outcome");
            link.step(Duration.ofMillis(200));
        }
    }
}
