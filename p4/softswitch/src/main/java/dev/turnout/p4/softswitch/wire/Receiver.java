package dev.turnout.p4.softswitch.wire;

/** Whom frames are handed to, on one thread for each port. */
@FunctionalInterface
public interface Receiver {
    void receive(int port, byte[] frame);
}
