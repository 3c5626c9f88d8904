package dev.turnout.schema;

import dev.turnout.core.model.TransitionTimes;
import dev.turnout.v1.Transition;
import java.time.Duration;

/** Reads a service's transition times. */
final class TransitionReader {
    private static final int NANOS = 1_000_000_000;

    private final Findings findings;

    TransitionReader(Findings findings) {
        this.findings = findings;
    }

    TransitionTimes read(String path, Transition times) {
        TransitionTimes standard = TransitionTimes.DEFAULT;
        Duration idle = times.hasIdle()
                ? duration(path + ".idle", times.getIdle(), Limits.IDLE_MIN, Limits.IDLE_MAX, standard.idle())
                : standard.idle();
        Duration ceiling = times.hasCeiling()
                ? duration(path + ".ceiling", times.getCeiling(), idle, Limits.CEILING_MAX, standard.ceiling())
                : standard.ceiling();
        return new TransitionTimes(idle, ceiling, rate(path + ".maxFalsePositiveRate", times));
    }

    private Duration duration(
            String path, com.google.protobuf.Duration asked, Duration min, Duration max, Duration standard) {
        long seconds = asked.getSeconds();
        boolean sane = seconds >= 0 && seconds <= max.toSeconds() && asked.getNanos() >= 0 && asked.getNanos() < NANOS;
        Duration duration = sane ? Duration.ofSeconds(seconds, asked.getNanos()) : Duration.ZERO;
        if (!sane || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            String range = DurationText.format(min) + " to " + DurationText.format(max);
            String message = "the duration is out of range: it goes from " + range;
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
            return standard;
        }
        return duration;
    }

    private double rate(String path, Transition times) {
        if (!times.hasMaxFalsePositiveRate()) {
            return TransitionTimes.DEFAULT.maxFalsePositiveRate();
        }
        double rate = times.getMaxFalsePositiveRate();
        // Written so that NaN fails.
        if (!(rate >= Limits.FALSE_POSITIVE_RATE_MIN && rate <= Limits.FALSE_POSITIVE_RATE_MAX)) {
            String message = rate + " is out of range: it goes from 0.000001 to 0.5";
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
            return TransitionTimes.DEFAULT.maxFalsePositiveRate();
        }
        return rate;
    }
}
