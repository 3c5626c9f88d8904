package dev.turnout.agent.identity;

import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Renews the box's identity once a third of its time is left, on a thread of its own, and tries again until it succeeds or
 * there is nothing left. The next connection is made by the new one; what stands goes on.
 */
public final class IdentityKeeper implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int RENEW_AT_A_THIRD = 3;

    private final IdentityFiles files;
    private final BrokerUri broker;
    private final InstantSource clock;
    private final Consumer<String> renewed;
    private final Consumer<String> troubled;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param clock the time of day
     * @param renewed gets until when the new one is good
     * @param troubled gets a sentence each time that it fails
     */
    public IdentityKeeper(
            IdentityFiles files,
            BrokerUri broker,
            InstantSource clock,
            Consumer<String> renewed,
            Consumer<String> troubled) {
        this.files = files;
        this.broker = broker;
        this.clock = clock;
        this.renewed = renewed;
        this.troubled = troubled;
        this.thread = Thread.ofPlatform().daemon().name("identity").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(step());
            } catch (InterruptedException told) {
                return;
            }
        }
    }

    /** Renews it if it is time to; how long to wait then. */
    private Duration step() {
        Optional<Path> identity = files.identity();
        if (identity.isEmpty()) {
            return LONGEST_PAUSE;
        }
        try {
            Duration left = untilDue(Identity.certificate(identity.get()), clock.instant());
            if (left.isPositive()) {
                return shorter(left, LONGEST_PAUSE);
            }
            return switch (new Enrolment(files).renew(identity.get(), broker, PATIENCE)) {
                case Enrolment.Ended.Enrolled _ -> {
                    renewed.accept(Identity.certificate(identity.get())
                            .getNotAfter()
                            .toInstant()
                            .toString());
                    yield SHORTEST_PAUSE;
                }
                case Enrolment.Ended.NotEnrolled(String sentence) -> {
                    troubled.accept(sentence);
                    yield PATIENCE;
                }
            };
        } catch (IOException | GeneralSecurityException unreadable) {
            troubled.accept("the identity cannot be read: " + unreadable);
            return LONGEST_PAUSE;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Until a third of its time is left; not positive once that is so. */
    static Duration untilDue(X509Certificate certificate, Instant now) {
        Instant begins = certificate.getNotBefore().toInstant();
        Instant ends = certificate.getNotAfter().toInstant();
        return Duration.between(now, ends.minus(Duration.between(begins, ends).dividedBy(RENEW_AT_A_THIRD)));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
