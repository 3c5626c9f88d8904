package dev.turnout.agent.health;

import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of conversations that would keep all others waiting, done by other threads and handed back to the one that
 * speaks. Of that thread, but for the executor's part.
 */
final class Workbench {
    /** Pieces of work at once, before nobody begins what will make more: of what waits for long, the half is too late. */
    static final int ROOM = 16;

    private final Executor hands;
    private final Runnable wake;
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pieces = new AtomicInteger();

    private record Done(Conversation conversation, @Nullable SocketChannel connection, Dialogue.Step step) {}

    /**
     * @param hands never in the thread that calls
     * @param wake has the thread that speaks look at {@link #handBack}
     */
    Workbench(Executor hands, Runnable wake) {
        this.hands = hands;
        this.wake = wake;
    }

    /** Whether more work would be begun soon. */
    boolean hasRoom() {
        return pieces.get() < ROOM;
    }

    /** Has this done, unless the connection that it is for is over before anybody comes to it. */
    void take(Conversation conversation, Dialogue.Step.Compute work) {
        SocketChannel connection = conversation.connection();
        pieces.incrementAndGet();
        hands.execute(() -> {
            boolean wanted = conversation.connection() == connection;
            if (wanted) {
                done.add(new Done(conversation, connection, result(work)));
            }
            if (pieces.getAndDecrement() == ROOM || wanted) {
                wake.run();
            }
        });
    }

    private static Dialogue.Step result(Dialogue.Step.Compute work) {
        try {
            return work.work().get();
        } catch (RuntimeException bug) {
            return new Dialogue.Step.Unable("an error in Turnout itself, please report it: " + bug);
        }
    }

    /** What has become of work whose connection is still there. */
    void handBack(BiConsumer<Conversation, Dialogue.Step> taker) {
        for (Done next = done.poll(); next != null; next = done.poll()) {
            if (next.conversation().connection() == next.connection()) {
                taker.accept(next.conversation(), next.step());
            }
        }
    }
}
