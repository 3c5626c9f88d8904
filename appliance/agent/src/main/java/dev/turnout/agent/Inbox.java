package dev.turnout.agent;

import dev.turnout.agent.source.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What other threads have for the one that steps. None of them ever waits for it, and none can fill it:
 *
 * <pre>
 *   wake()   any number of calls are one
 *   ask()    at most {@value #MOST_ASKED} at a time, then it is refused
 *   offer()  of a file the latest; of a broker as many as the link leaves unacknowledged
 * </pre>
 */
final class Inbox {
    /** As many as the control socket has connections. */
    static final int MOST_ASKED = 16;

    private final Lock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Queue<Offered> offers = new ArrayDeque<>();
    private final Queue<Runnable> questions = new ArrayDeque<>();
    private boolean woken;

    record Offered(Offer offer, Instant arrived) {}

    /** In the order in which they came. */
    record Taken(List<Offered> offers, List<Runnable> questions) {
        boolean isEmpty() {
            return offers.isEmpty() && questions.isEmpty();
        }
    }

    void offer(Offer offer, Instant arrived) {
        tell(() -> {
            if (offer.order() == Offer.Order.BY_ARRIVAL) {
                offers.removeIf(each -> each.offer().order() == offer.order());
            }
            offers.add(new Offered(offer, arrived));
        });
    }

    /** Says that something is to be looked at. */
    void wake() {
        tell(() -> {});
    }

    /** @return the answer to come; empty where too many wait for theirs already. Cancelled, it is not worked out. */
    <T> Optional<CompletableFuture<T>> ask(Supplier<T> question) {
        CompletableFuture<T> answered = new CompletableFuture<>();
        boolean[] room = new boolean[1];
        tell(() -> {
            room[0] = questions.size() < MOST_ASKED;
            if (room[0]) {
                questions.add(() -> answer(question, answered));
            }
        });
        return room[0] ? Optional.of(answered) : Optional.empty();
    }

    private static <T> void answer(Supplier<T> question, CompletableFuture<T> answered) {
        if (answered.isDone()) {
            return;
        }
        try {
            answered.complete(question.get());
        } catch (RuntimeException bug) {
            answered.completeExceptionally(bug);
        }
    }

    private void tell(Runnable what) {
        lock.lock();
        try {
            what.run();
            woken = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that is there; where that is nothing, waits for something, for at most so long. */
    Taken take(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (!woken && left > 0) {
                left = something.awaitNanos(left);
            }
            woken = false;
            Taken taken = new Taken(new ArrayList<>(offers), new ArrayList<>(questions));
            offers.clear();
            questions.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
