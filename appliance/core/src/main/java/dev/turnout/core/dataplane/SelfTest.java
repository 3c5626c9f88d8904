package dev.turnout.core.dataplane;

import java.util.List;

/** A data plane's own word on whether it forwards, for who must find out before its router does not. */
public interface SelfTest {
    /**
     * Begins to make ready for packets to try out, where that takes time, and never waits for it. Whoever does not ask waits in
     * {@link #tryOut}.
     *
     * @return whether nothing is left to wait for
     */
    boolean ready();

    /**
     * What it does itself with such packets, tried out in their order and without a trace: nothing is counted, marked,
     * remembered or sent. The time that it takes grows with the packets, and with nothing else.
     */
    TrialResult tryOut(List<TrialPacket> packets);

    /**
     * How it stands on each of its interfaces, of which there is at least one. What was not its own there since the last call
     * is told once, even if it is mended by now. A few system calls each.
     */
    List<PortState> ports();
}
