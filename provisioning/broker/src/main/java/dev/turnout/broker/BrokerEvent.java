package dev.turnout.broker;

import com.google.protobuf.ByteString;

/** What the broker does of its own accord. */
public sealed interface BrokerEvent {
    /**
     * A message came.
     *
     * @param retained whether it was there before we asked
     * @param nanoTime when it came, of {@link System#nanoTime()}
     */
    record Arrived(String topic, ByteString payload, boolean retained, int messageId, int qos, long nanoTime)
            implements BrokerEvent {}

    /** The connection is gone. */
    record Lost(String why) implements BrokerEvent {}
}
