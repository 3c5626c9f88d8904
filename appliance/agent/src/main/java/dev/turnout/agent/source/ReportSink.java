package dev.turnout.agent.source;

import java.util.Optional;

/** Takes what the box says of itself. */
public interface ReportSink {
    /** Where nobody listens. */
    ReportSink NONE = new ReportSink() {
        @Override
        public void publish(byte[] report) {}

        @Override
        public Optional<byte[]> delivered() {
            return Optional.empty();
        }
    };

    /**
     * Publishes a report in place of the one before. Never blocks: while the sink cannot be reached the newest is kept,
     * older ones are forgotten.
     *
     * @param report the message {@code turnout.v1.Report}; not changed by the caller afterwards
     */
    void publish(byte[] report);

    /** The last report that is known to have got there; empty while none has. From any thread. */
    Optional<byte[]> delivered();
}
