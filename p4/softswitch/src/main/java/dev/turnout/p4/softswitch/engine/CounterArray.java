package dev.turnout.p4.softswitch.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of packets and their bytes as they came in. Packets count, other threads read and set. */
public final class CounterArray {
    private final String name;
    private final AtomicLongArray packets;
    private final AtomicLongArray bytes;

    CounterArray(String name, int size) {
        this.name = name;
        this.packets = new AtomicLongArray(size);
        this.bytes = new AtomicLongArray(size);
    }

    public String name() {
        return name;
    }

    public int size() {
        return packets.length();
    }

    public long packets(int index) {
        return packets.get(index);
    }

    public long bytes(int index) {
        return bytes.get(index);
    }

    public void set(int index, long packetCount, long byteCount) {
        packets.set(index, packetCount);
        bytes.set(index, byteCount);
    }

    /** Counts nothing beyond the end. */
    void count(long index, int length) {
        if (index >= 0 && index < size()) {
            packets.incrementAndGet((int) index);
            bytes.addAndGet((int) index, length);
        }
    }
}
