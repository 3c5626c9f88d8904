/**
 * Whether a box forwards, as it finds out by itself: its router will not notice.
 *
 * <pre>
 *   Questions ──▶ LivenessWatch.questions ──▶ packets ──▶ the data plane's SelfTest ──▶ Look ──▶ LivenessWatch.after
 *   (services in turn)                                    (I/O, at the edge)                        │   ▲
 *                                                                             Expectation ──────────│───┘
 *                                                                             (the model)           ▼
 *                                                                                       Liveness: state, troubles
 * </pre>
 *
 * <p>Facts in, verdict out. What counts as wrong, how much it weighs, and when it is over stands in {@link
 * dev.turnout.core.liveness.Symptom}; start with {@link dev.turnout.core.liveness.LivenessWatch}.
 */
@NullMarked
package dev.turnout.core.liveness;

import org.jspecify.annotations.NullMarked;
