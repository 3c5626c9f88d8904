package dev.turnout.core.dataplane;

import dev.turnout.core.plan.Plan;

/**
 * A thing that forwards, programmed from outside of the packet path.
 *
 * <p>Used by one thread. What it holds survives {@link #close()} and the end of the process: forwarding never depends on
 * the JVM being alive.
 */
public interface Dataplane extends AutoCloseable {
    Capabilities capabilities();

    /** Reads all of it back, with no memory of its own of what was written. */
    ReadResult read();

    /**
     * Carries a plan out, stage by stage, each acknowledged before the next. A plan is written against the snapshot
     * that it was made from.
     */
    ApplyResult apply(Plan plan);

    Counters counters();

    /** {@link FlowTable#NONE} where no flow is remembered. */
    FlowTable flowTable();

    /** What it says itself of whether it forwards. */
    SelfTest selfTest();

    /** Lets go of handles; forwards on. */
    @Override
    void close();
}
