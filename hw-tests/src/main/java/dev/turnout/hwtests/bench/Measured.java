package dev.turnout.hwtests.bench;

import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came out of one case.
 *
 * @param timings by program: {@code turnout}, {@code grow}, {@code grow_thrice}, and {@code floor} where there is one
 */
record Measured(PacketCase packets, Map<String, Timing> timings) {
    /** Nanoseconds a packet, prelude included, of the rounds. */
    record Timing(double median, double min, double max) {}

    /** Nanoseconds that are the program's own: without prelude, tail call and transmitting. */
    record Net(double ofMedians, double ofMinima) {}

    Timing gross() {
        return timing("turnout");
    }

    Net turnout() {
        return net("turnout");
    }

    Optional<Net> floor() {
        return timings.containsKey("floor") ? Optional.of(net("floor")) : Optional.empty();
    }

    private Net net(String program) {
        return new Net(net(program, Timing::median), net(program, Timing::min));
    }

    /** The program that only makes room and transmits is subtracted; what one making of room costs is added again. */
    private double net(String program, ToDoubleFunction<Timing> part) {
        double grow = part.applyAsDouble(timing("grow"));
        double adjustHead = (part.applyAsDouble(timing("grow_thrice")) - grow) / 2;
        return part.applyAsDouble(timing(program)) - grow + adjustHead;
    }

    private Timing timing(String program) {
        Timing timing = timings.get(program);
        if (timing == null) {
            throw new IllegalStateException("no timing of " + program + " for " + packets);
        }
        return timing;
    }
}
