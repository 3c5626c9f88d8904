package dev.turnout.agent.source;

import java.util.function.Consumer;

/** Offers configuration documents until it is closed. */
public interface ConfigSource extends AutoCloseable {
    /**
     * Begins, once. The receiver is called on the source's own thread and returns at once.
     *
     * <p>At most a few offers are outstanding, so a receiver that enqueues holds little.
     */
    void start(Consumer<Offer> receiver);

    /** Where documents come from and whether it can be reached now. From any thread. */
    SourceStatus status();

    /** Stops offering. Waits for its own thread for a bounded time. */
    @Override
    void close();
}
