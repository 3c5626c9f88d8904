/**
 * Measures, and writes down what came out: {@code make bench}.
 *
 * <p>{@link dev.turnout.hwtests.bench.PacketBench} measures the shipped packet path through the kernel's test runs, beside a
 * floor; {@link dev.turnout.hwtests.bench.BenchReport} makes the page {@code docs/reference/benchmarks.md} of it. Speed is
 * never tested: these figures are ratios of one run on one machine, which is named.
 */
@NullMarked
package dev.turnout.hwtests.bench;

import org.jspecify.annotations.NullMarked;
