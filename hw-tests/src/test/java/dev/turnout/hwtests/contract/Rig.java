package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.Dataplane;
import java.util.concurrent.Callable;

/** A data plane under test, with what the contract needs around it. */
interface Rig extends AutoCloseable {
    Dataplane dataplane();

    /** Lets the data plane go and opens it again, as after a restart of the agent. */
    Dataplane reopened();

    /** Runs where the data plane can be used. */
    <T> T run(Callable<T> code) throws Exception;

    @Override
    void close();
}
