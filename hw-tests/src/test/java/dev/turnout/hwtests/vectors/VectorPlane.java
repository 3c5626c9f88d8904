package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import java.util.Optional;

/** A data plane that frames can be handed to. They come in by its port 1; all others are other ports. */
public interface VectorPlane extends AutoCloseable {
    /** What was made of a frame; of one that was dropped there is no output. */
    record Ran(Verdict verdict, Optional<byte[]> output) {}

    /** Brings it to the state by a plan, as the agent does. */
    void hold(DataplaneState state);

    Ran run(byte[] frame);

    Counters counters();

    @Override
    void close();
}
