/**
 * The packet vectors of {@code hw-tests/vectors}, and the tests that hold Java and the data planes to them.
 *
 * <pre>
 *   make_vectors.py ──▶ *.json ──▶ Vectors ──▶ Scenario ─┬─▶ CoreVectorTest   hash, slot, table, decision in Java
 *    (no product code)                                   └─▶ XdpVectorTest    the real program, bytes compared
 * </pre>
 *
 * <p>A scenario's backends and services are read as what the core speaks of, and each of its phases as the {@link
 * dev.turnout.core.dataplane.DataplaneState} that a data plane is to hold while the phase's packets come in.
 *
 * <p>Start with {@link dev.turnout.hwtests.vectors.Vectors}; the files' format is in their README.
 */
@NullMarked
package dev.turnout.hwtests.vectors;

import org.jspecify.annotations.NullMarked;
