package dev.turnout.agent.source;

/** Takes what the box says of itself. */
public interface ReportSink {
    /**
     * Publishes a report in place of the one before. Never blocks: while the sink cannot be reached the newest is kept,
     * older ones are forgotten.
     *
     * @param report the message {@code turnout.v1.Report}; not changed by the caller afterwards
     */
    void publish(byte[] report);
}
