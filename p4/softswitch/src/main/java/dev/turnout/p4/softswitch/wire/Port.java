package dev.turnout.p4.softswitch.wire;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One port. A thread of its own receives, and opens the interface again where that went away and came back; anybody sends.
 */
final class Port implements AutoCloseable {
    /** How long frames may keep the thread from seeing that it is to end. */
    private static final int BURST = 256;

    /** How often it looks for an interface that is gone. */
    private static final int LOOK_MILLIS = 100;

    /** It is woken by frames, and when it is to end. */
    private static final int WAIT_MILLIS = 10_000;

    private final int number;
    private final String device;
    private final Consumer<String> notes;
    private final WakeUp wakeUp;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong overrun = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    /** Replaced by the thread that receives alone; whoever else uses it holds the lock, so that nobody sends into another file. */
    private @Nullable PacketSocket socket;

    private final Object lock = new Object();
    private String refusal = "";
    private boolean mergedNoted;
    /** It was when it was last heard of. */
    private boolean down;

    private Port(int number, String device, Consumer<String> notes, PacketSocket socket, WakeUp wakeUp) {
        this.number = number;
        this.device = device;
        this.notes = notes;
        this.socket = socket;
        this.wakeUp = wakeUp;
    }

    static Port open(int number, String device, Consumer<String> notes) throws RefusedException {
        PacketSocket socket = PacketSocket.open(device);
        try {
            return new Port(number, device, notes, socket, WakeUp.open());
        } catch (RefusedException e) {
            socket.close();
            throw e;
        }
    }

    int number() {
        return number;
    }

    String device() {
        return device;
    }

    /** Waits a while for frames, and hands on some of those that there are. */
    void step(Receiver receiver) {
        PacketSocket open = socket;
        if (open == null) {
            wakeUp.await(LOOK_MILLIS);
            look();
            return;
        }
        wakeUp.await(open.descriptor(), down ? LOOK_MILLIS : WAIT_MILLIS);
        if (!handOn(open, receiver) && !open.bound()) {
            notes.accept(this + " is gone: the port waits for it");
            down = false;
            replace(null);
        }
    }

    /** @return whether there was any; the kernel does not say that an interface has gone that was down before */
    private boolean handOn(PacketSocket open, Receiver receiver) {
        for (int i = 0; i < BURST; i++) {
            switch (open.receive()) {
                case Arrival.Frame(byte[] frame, boolean merged) -> {
                    down = false;
                    noteMerged(merged);
                    deliver(receiver, frame);
                }
                case Arrival.TooLong() -> unreadable.incrementAndGet();
                case Arrival.Nothing() -> {
                    return i > 0;
                }
                case Arrival.Failed(int errno) -> {
                    failed(open, errno);
                    return false;
                }
            }
        }
        return true;
    }

    /** It may be too long to be sent, and nobody would know why. */
    private void noteMerged(boolean merged) {
        if (merged && !mergedNoted) {
            mergedNoted = true;
            notes.accept(this + " brings packets that were merged: run `ethtool -K " + device
                    + " gro off`, and `ethtool -K … tso off gso off` where they are sent");
        }
    }

    /** A bug that one frame meets costs that frame. */
    private void deliver(Receiver receiver, byte[] frame) {
        received.incrementAndGet();
        try {
            receiver.receive(number, frame);
        } catch (RuntimeException bug) {
            if (faults.getAndIncrement() == 0) {
                notes.accept(this + ": an error in the switch itself has cost a frame, please report it: " + bug);
            }
        }
    }

    private void failed(PacketSocket open, int errno) {
        if (errno != Errno.ENETDOWN) {
            unreadable.incrementAndGet();
        } else if (open.bound()) {
            down = true;
            notes.accept(this + " is down: nothing comes in until it is up");
        }
    }

    private void look() {
        try {
            replace(PacketSocket.open(device));
            refusal = "";
            notes.accept(this + " is there again");
        } catch (RefusedException e) {
            if (!e.code().equals("WIRE_NO_INTERFACE") && !e.sentence().equals(refusal)) {
                refusal = e.sentence();
                notes.accept(this + ": " + refusal);
            }
        }
    }

    private void replace(@Nullable PacketSocket next) {
        synchronized (lock) {
            PacketSocket last = socket;
            if (last != null) {
                overrun.addAndGet(last.takeOverrun());
                last.close();
            }
            socket = next;
        }
    }

    void send(byte[] frame) {
        synchronized (lock) {
            PacketSocket open = socket;
            boolean gone = open == null || open.send(frame) < 0;
            (gone ? unsent : sent).incrementAndGet();
        }
    }

    PortCounts counts() {
        synchronized (lock) {
            PacketSocket open = socket;
            if (open != null) {
                overrun.addAndGet(open.takeOverrun());
            }
        }
        return new PortCounts(received.get(), sent.get(), overrun.get(), unreadable.get(), unsent.get(), faults.get());
    }

    /** Ends the wait of its thread. */
    void wake() {
        wakeUp.wake();
    }

    /** Its thread has ended. Who sends on loses the frames. */
    @Override
    public void close() {
        replace(null);
        wakeUp.close();
    }

    @Override
    public String toString() {
        return "port " + number + ": " + device;
    }
}
