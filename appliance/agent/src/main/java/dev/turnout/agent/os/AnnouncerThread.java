package dev.turnout.agent.os;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Steps an announcer when something is due, when it is woken, and when devices or addresses change. */
final class AnnouncerThread implements AutoCloseable {
    private final LocalAnnouncer announcer;
    private final KernelMonitor monitor;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final ReadPace pace = new ReadPace(System.nanoTime());
    private boolean due;
    private boolean closed;

    private AnnouncerThread(LocalAnnouncer announcer) {
        this.announcer = announcer;
        this.monitor = KernelMonitor.start(this::wake, "link", "address");
        this.thread = Thread.ofPlatform().daemon().name("announcer").unstarted(this::work);
    }

    static AnnouncerThread start(LocalAnnouncer announcer) {
        AnnouncerThread started = new AnnouncerThread(announcer);
        started.thread.start();
        return started;
    }

    void wake() {
        lock.lock();
        try {
            due = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            Duration rest = Duration.ZERO;
            while (await(rest)) {
                rest = announcer.step(System.nanoTime());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether to step again. */
    private boolean await(Duration rest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = rest.toNanos(); !due && !closed && left > 0; ) {
                left = woken.awaitNanos(left);
            }
            for (long wait = pace.waitNanos(System.nanoTime()); !closed && wait > 0; ) {
                wait = woken.awaitNanos(wait);
            }
            due = false;
            pace.spend(System.nanoTime());
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        monitor.close();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
