/**
 * Measures, and writes down what came out: {@code make bench}.
 *
 * <pre>
 *   Bench ──▶ Section, by its name ──▶ measures, and says what came out ──▶ BenchReport
 *               packets, moves, builds, …                                  docs/reference/benchmarks.md
 * </pre>
 *
 * <p>{@link dev.turnout.hwtests.bench.Bench#sections} has them all, in the order of the page. Speed is never tested: these
 * figures are ratios on one machine, which is named.
 */
@NullMarked
package dev.turnout.hwtests.bench;

import org.jspecify.annotations.NullMarked;
