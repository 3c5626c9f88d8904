package dev.turnout.hwtests.net;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something that only the outside of the JVM knows, with a deadline. */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    /** Returns as soon as the condition holds; throws with the complaint where it does not in time. */
    public static void until(Duration limit, BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("after " + limit.toMillis() + " ms: " + complaint.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
