package dev.turnout.p4.softswitch.service;

/** What the ports of a switch lead to. */
public interface Wires {
    /** @param port one that leads nowhere loses the frame */
    void send(int port, byte[] frame);
}
