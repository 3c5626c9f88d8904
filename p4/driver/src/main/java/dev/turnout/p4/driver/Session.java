package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.MasterArbitrationUpdate;
import dev.turnout.p4.runtime.PacketOut;
import dev.turnout.p4.runtime.StreamMessageRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stream to a target: who is the primary, and packets. What breaks is opened again by a thread of its own, sooner at first
 * and at most every few seconds; nobody who calls waits for that. Safe for several threads.
 *
 * <p>It gives way to a primary with a higher election id, and takes over again once there is none (§5).
 */
final class Session implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LAST_PAUSE_MILLIS = 5000;

    private final Target target;
    private final ElectionIds ids;
    private final Packets packets;
    private final ScheduledExecutorService opener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private Standing standing = new Standing.Connecting();
    private @Nullable Conversation conversation;
    private ElectionId own = ElectionId.NONE;
    private ElectionId rival = ElectionId.NONE;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long terms;
    private boolean closed;

    Session(Target target, ElectionIds ids, Packets packets) {
        this.target = target;
        this.ids = ids;
        this.packets = packets;
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("p4runtime-stream").factory());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        opener = threads;
        opener.execute(this::open);
    }

    /** Waits while it is not known yet, but no longer than that. */
    Standing standing(Duration limit) {
        return await(now -> !(now instanceof Standing.Connecting), limit);
    }

    /** Waits until it stands as is wished, but no longer than that. */
    Standing await(Predicate<Standing> wished, Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!wished.test(standing) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return standing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return standing;
        } finally {
            lock.unlock();
        }
    }

    /** Waits as {@link #standing} does. */
    Standing.Primary primary() throws RefusedException {
        return switch (standing(target.settings().deadline())) {
            case Standing.Primary primary -> primary;
            case Standing.Backup(ElectionId other) ->
                throw new RefusedException(
                        "DP_NOT_PRIMARY",
                        "Another controller programs " + target.name() + ", with election id " + other
                                + ": stop it, or leave the target to it.");
            case Standing.Lost(Refusal why) -> throw new RefusedException(why);
            case Standing.Connecting() ->
                throw new RefusedException(
                        "DP_UNREACHABLE",
                        target.name() + " does not say who its primary is: see that it speaks P4Runtime.");
        };
    }

    /** @return whether it was sent; else there is no stream, or it takes no more for now */
    boolean send(PacketOut packet) {
        StreamMessageRequest message =
                StreamMessageRequest.newBuilder().setPacket(packet).build();
        lock.lock();
        try {
            return conversation != null && conversation.send(message);
        } finally {
            lock.unlock();
        }
    }

    private void open() {
        lock.lock();
        try {
            if (!closed) {
                ElectionId id = nextId();
                target.hurry();
                conversation = new Conversation(this);
                var ignored = target.stream().streamChannel(conversation);
                stand(conversation, id);
            }
        } catch (RefusedException e) {
            lose(e.refusal());
        } finally {
            lock.unlock();
        }
    }

    /**
     * After a break the target may still know our old stream, so a new one has a new id, save where that would push out who has
     * become the primary meanwhile.
     */
    private ElectionId nextId() throws RefusedException {
        ElectionId last = ids.last();
        boolean pushes = rival.compareTo(last) > 0 && last.next().compareTo(rival) >= 0;
        return pushes ? last : ids.above(ElectionId.NONE);
    }

    private void stand(Conversation with, ElectionId id) {
        own = id;
        boolean ignored = with.send(StreamMessageRequest.newBuilder()
                .setArbitration(MasterArbitrationUpdate.newBuilder()
                        .setDeviceId(target.settings().deviceId())
                        .setElectionId(id.message()))
                .build());
    }

    private void become(Standing next) {
        standing = next;
        changed.signalAll();
    }

    private void lose(Refusal why) {
        conversation = null;
        // The first break heals at once more often than not.
        become(pauseMillis == FIRST_PAUSE_MILLIS ? new Standing.Connecting() : new Standing.Lost(why));
        if (!closed) {
            var ignored = opener.schedule(this::open, pauseMillis, TimeUnit.MILLISECONDS);
            pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        }
    }

    /** What the target says of the election. */
    void hear(Conversation from, MasterArbitrationUpdate update) {
        lock.lock();
        try {
            if (from == conversation) {
                hear(update, from);
            }
        } finally {
            lock.unlock();
        }
    }

    private void hear(MasterArbitrationUpdate update, Conversation from) {
        pauseMillis = FIRST_PAUSE_MILLIS;
        ElectionId highest = ElectionId.of(update.getElectionId());
        int code = update.getStatus().getCode();
        if (code == Status.Code.OK.value()) {
            rival = ElectionId.NONE;
            if (!(standing instanceof Standing.Primary)) {
                become(new Standing.Primary(own, ++terms));
            }
        } else if (code == Status.Code.NOT_FOUND.value()) {
            rival = ElectionId.NONE;
            become(new Standing.Connecting());
            try {
                stand(from, ids.above(highest));
            } catch (RefusedException e) {
                from.end();
                lose(e.refusal());
            }
        } else {
            rival = highest;
            become(new Standing.Backup(highest));
        }
    }

    /** A stream has ended. */
    void broken(Conversation which, Refusal why) {
        lock.lock();
        try {
            if (which == conversation) {
                lose(why);
            }
        } finally {
            lock.unlock();
        }
    }

    Packets packets() {
        return packets;
    }

    String target() {
        return target.name();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (conversation != null) {
                conversation.end();
            }
        } finally {
            lock.unlock();
        }
        opener.shutdownNow();
    }
}
