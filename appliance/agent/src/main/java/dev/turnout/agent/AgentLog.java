package dev.turnout.agent;

/** Where the agent tells what happens: one line an event. From any thread. */
public interface AgentLog {
    /** @param keysAndValues in turns; an even number */
    void info(String event, String... keysAndValues);

    /** Something that somebody should look at. */
    void warn(String event, String... keysAndValues);
}
