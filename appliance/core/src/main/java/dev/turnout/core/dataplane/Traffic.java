package dev.turnout.core.dataplane;

/** Packets and their bytes, as received (without outer headers), since the data plane was first programmed. */
public record Traffic(long packets, long bytes) {
    public static final Traffic NONE = new Traffic(0, 0);
}
