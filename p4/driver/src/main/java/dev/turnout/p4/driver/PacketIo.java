package dev.turnout.p4.driver;

import java.util.Optional;

/** Sends frames of the box's own stack. What comes for it goes to the settings' {@link PacketSink}. Safe for several threads. */
public final class PacketIo {
    private final Session session;
    private final String target;

    PacketIo(Session session, String target) {
        this.session = session;
        this.target = target;
    }

    /**
     * Has a frame leave by a port, as it is.
     *
     * @return empty where it is under way; a switch may still drop it
     */
    public Optional<Refusal> send(int port, byte[] frame) {
        return session.send(Command.send(port, frame))
                ? Optional.empty()
                : Optional.of(new Refusal("DP_PACKET_OUT", target + " takes no packets now: send it again later."));
    }
}
