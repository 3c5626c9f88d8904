package dev.turnout.agent;

/** What else stands between data plane and operating system, beside what the reconciler does. On the agent's thread. */
interface Upkeep {
    /** Passes on what the desired document allows, before a step changes anything. Asks nobody. */
    void allow();

    /**
     * Follows interfaces, routers and probes, after what a step had to change has been changed: it may take a millisecond.
     *
     * @return whether the data plane may hold something else by now than what was last read and written
     */
    boolean look();

    /** Does what is put off while documents come. Once after changes, when nothing has been to do for a while. */
    void rest();
}
