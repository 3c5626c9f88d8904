package dev.turnout.hwtests.p4;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import dev.turnout.hwtests.vectors.VectorPlane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.softswitch.wire.PortMap;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A target behind P4Runtime whose ports are cabled to interfaces: frames go in by the cable of port 1, and come out by cables or
 * to the box's own stack.
 */
final class WiredBox implements VectorPlane {
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;

    /** How long something is waited for that should not come. */
    private static final long GRACE_MILLIS = 20;

    private final BlockingQueue<P4Box.Left> left = new LinkedBlockingQueue<>();
    private final PortMap cables;
    private final AutoCloseable target;
    private final Driven driven;

    /**
     * @param cables their other ends, by the numbers of the ports
     * @param target is closed with this
     */
    WiredBox(P4Settings settings, PortMap cables, AutoCloseable target) {
        this.cables = cables;
        this.target = target;
        this.driven = new Driven(settings);
        driven.hold(DataplaneState.EMPTY);
        cables.start((port, frame) -> left.add(new P4Box.Left(port, frame)));
    }

    @Override
    public void hold(DataplaneState state) {
        driven.hold(state);
    }

    @Override
    public Counters counters() {
        return driven.counters();
    }

    @Override
    public Ran run(byte[] frame) {
        long before = counted();
        cables.send(P4Box.PORT, frame);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (counted() == before) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the frame is counted nowhere: has it come to port " + P4Box.PORT + "?");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return forwarded()
                .map(P4Box.Left::ran)
                .or(() -> driven.punted().stream().findFirst().map(Driven.Punted::ran))
                .orElse(new Ran(Verdict.DROP, Optional.empty()));
    }

    private long counted() {
        return counters().verdicts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private Optional<P4Box.Left> forwarded() {
        try {
            return Optional.ofNullable(left.poll(GRACE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        driven.close();
        cables.close();
        try {
            target.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
