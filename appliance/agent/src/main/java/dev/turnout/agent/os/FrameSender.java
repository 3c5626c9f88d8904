package dev.turnout.agent.os;

import java.util.Optional;

/** Sends frames as they are. */
interface FrameSender extends AutoCloseable {
    /**
     * @param device interface index
     * @return why it was not sent
     */
    Optional<String> send(int device, byte[] frame);

    @Override
    void close();
}
