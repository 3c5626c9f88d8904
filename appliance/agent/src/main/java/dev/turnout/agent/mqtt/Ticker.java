package dev.turnout.agent.mqtt;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks, handed in.
 *
 * @param nanos monotonic, as {@link System#nanoTime()}: a box without a battery learns the time of day after it began
 * @param wall the time of day
 */
public record Ticker(LongSupplier nanos, InstantSource wall) {
    public static final Ticker SYSTEM = new Ticker(System::nanoTime, InstantSource.system());
}
