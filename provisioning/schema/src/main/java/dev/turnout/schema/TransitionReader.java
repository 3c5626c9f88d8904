package dev.turnout.schema;

import dev.turnout.core.model.TransitionTimes;
import dev.turnout.v1.Transition;
import java.time.Duration;

/** Reads a service's transition times. */
final class TransitionReader {
    private final Fields fields;

    TransitionReader(Findings findings) {
        this.fields = new Fields(findings);
    }

    TransitionTimes read(String path, Transition times) {
        TransitionTimes standard = TransitionTimes.DEFAULT;
        Duration idle = times.hasIdle()
                ? fields.duration(path + ".idle", times.getIdle(), Limits.IDLE_MIN, Limits.IDLE_MAX, standard.idle())
                : standard.idle();
        Duration ceiling = times.hasCeiling()
                ? fields.duration(path + ".ceiling", times.getCeiling(), idle, Limits.CEILING_MAX, standard.ceiling())
                : standard.ceiling();
        return new TransitionTimes(idle, ceiling, rate(path + ".maxFalsePositiveRate", times));
    }

    private double rate(String path, Transition times) {
        double standard = TransitionTimes.DEFAULT.maxFalsePositiveRate();
        return times.hasMaxFalsePositiveRate()
                ? fields.fraction(path, times.getMaxFalsePositiveRate(), "0.000001", "0.5", standard)
                : standard;
    }
}
