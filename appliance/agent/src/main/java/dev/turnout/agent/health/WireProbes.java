package dev.turnout.agent.health;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes on the wire, by a thread of their own, in the network namespace of whoever starts them. The arithmetic of TLS is
 * done by a few others, half as many as the box has processors: it is for forwarding, too.
 */
public final class WireProbes implements HealthProbes {
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final int MOST_HANDS = 4;

    private final ForwardingPath path;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final LongSupplier nanos;

    private final ExecutorService hands = hands();
    private @Nullable ProbeLoop loop;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param clock says when a probe ended
     * @param trouble takes what keeps the box itself from asking, a sentence each time; called by the probes' thread
     */
    public WireProbes(ForwardingPath path, InstantSource clock, Consumer<String> trouble) {
        this(path, clock, trouble, System::nanoTime);
    }

    /** @param nanos what intervals and timeouts are measured by; {@link #wake} after it has jumped */
    WireProbes(ForwardingPath path, InstantSource clock, Consumer<String> trouble, LongSupplier nanos) {
        this.path = path;
        this.clock = clock;
        this.trouble = trouble;
        this.nanos = nanos;
    }

    /** Threads that are not there while no probe speaks TLS. A conversation has at most one piece of work, so few wait. */
    private static ExecutorService hands() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_HANDS);
        ThreadPoolExecutor hands = new ThreadPoolExecutor(
                threads,
                threads,
                GOODBYE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("TLS of health probes ", 0).factory());
        hands.allowCoreThreadTimeOut(true);
        return hands;
    }

    /** Has the probes' thread look at the time. */
    synchronized void wake() {
        if (loop != null && !closed) {
            loop.wake();
        }
    }

    @Override
    public synchronized void start(Consumer<ProbeResult> results) {
        Consumer<ProbeResult> unlessClosed = result -> {
            if (!closed) {
                results.accept(result);
            }
        };
        ProbeLoop made = new ProbeLoop(path, nanos, clock, unlessClosed, hands, trouble);
        loop = made;
        thread = Thread.ofPlatform().daemon().name("health probes").start(() -> work(made));
    }

    private void work(ProbeLoop asking) {
        try (asking) {
            while (!closed) {
                try {
                    asking.step(TURN);
                } catch (RuntimeException bug) {
                    // Health of the others goes on; what it was about is asked again in its next turn.
                    trouble.accept("an error in Turnout itself, please report it: " + bug);
                }
            }
        }
    }

    @Override
    public synchronized void watch(Map<PoolBackend, ProbeTask> wanted) {
        if (loop != null && !closed) {
            loop.want(wanted);
        }
    }

    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            closed = true;
            ending = thread;
            if (loop != null) {
                loop.wake();
            }
        }
        try {
            if (ending != null) {
                ending.join(GOODBYE);
            }
            hands.shutdownNow();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
