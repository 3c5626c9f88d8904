package dev.turnout.agent.health;

import dev.turnout.core.health.ProbeOutcome;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What is said over one TCP connection of a probe, without the connection: bytes in, bytes out. So each protocol is tested
 * byte by byte, and one protocol may wrap another.
 */
interface Dialogue {
    /** What to do next. */
    sealed interface Step {
        /** Send this, and listen. The bytes are the receiver's. */
        record Say(ByteBuffer bytes) implements Step {}

        record Listen() implements Step {}

        /** Have this done by another thread, since it takes long; its result is what to do next. Nothing is heard until then. */
        record Compute(Supplier<Step> work) implements Step {}

        record Over(ProbeOutcome outcome) implements Step {}

        /** The box itself cannot go on, and nothing is known of the backend. */
        record Unable(String why) implements Step {}
    }

    /** Called once, when there is a connection. */
    Step begin();

    /** Takes all bytes that have come. */
    Step heard(ByteBuffer bytes);

    /** The other side has closed its half and sends no more. */
    ProbeOutcome ended();
}
