package dev.turnout.agent.os;

import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps an answer current: reads again when the kernel reports a change, when the question changes, and once in a while
 * all the same, since reports can be lost.
 *
 * <p>One thread reads, at a bounded pace ({@link ReadPace}); a new question is not held up by it.
 */
public final class KernelNextHops implements NextHopSource {
    private static final Duration SETTLE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NextHopReader reader;
    private final Runnable onChange;
    private final KernelMonitor monitor;
    private final Thread worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition triggered = lock.newCondition();
    private final ReadPace pace = new ReadPace(System.nanoTime());
    private boolean asked;
    private boolean changed;
    private NextHopQuestion question = NextHopQuestion.NONE;
    private boolean closed;
    private volatile NextHops latest = NextHops.NONE;

    /**
     * Begins at once, with nothing asked.
     *
     * @param onChange called by the reading thread after each answer that differs from the one before; must not block
     */
    public KernelNextHops(NextHopReader reader, Runnable onChange) {
        this.reader = reader;
        this.onChange = onChange;
        this.monitor = KernelMonitor.start(this::refresh, "route", "neigh", "link", "address", "rule", "nexthop");
        this.worker = Thread.ofPlatform().daemon().name("next-hops").start(this::work);
    }

    @Override
    public void ask(NextHopQuestion newQuestion) {
        lock.lock();
        try {
            asked |= !newQuestion.equals(question);
            question = newQuestion;
            triggered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refresh() {
        lock.lock();
        try {
            changed = true;
            triggered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public NextHops latest() {
        return latest;
    }

    /** As {@link BoxAddresses#management}, of a moment ago, and without asking the kernel; empty before the first reading. */
    public Optional<Set<IpAddress>> management() {
        return reader.management();
    }

    private void work() {
        try {
            for (Optional<NextHopQuestion> next = await(); next.isPresent(); next = await()) {
                step(next.get());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** One reading. */
    private void step(NextHopQuestion next) {
        NextHops before = latest;
        NextHops now = reader.read(next, before);
        if (!now.equals(before)) {
            latest = now;
            onChange.run();
        }
    }

    /** Waits for something to do; empty when there will be nothing more. */
    private Optional<NextHopQuestion> await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = PATIENCE.toNanos(); !asked && !changed && !closed && left > 0; ) {
                left = triggered.awaitNanos(left);
            }
            long wait = Math.max(SETTLE.toNanos(), pace.waitNanos(System.nanoTime()));
            while (!asked && !closed && wait > 0) {
                wait = triggered.awaitNanos(wait);
            }
            asked = false;
            changed = false;
            pace.spend(System.nanoTime());
            return closed ? Optional.empty() : Optional.of(question);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            triggered.signalAll();
        } finally {
            lock.unlock();
        }
        worker.interrupt();
        monitor.close();
    }
}
