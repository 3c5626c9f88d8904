/**
 * The shipped agent seen from both ends: a document goes in by MQTT, and the slots are watched where packets read them.
 *
 * <pre>
 *   Changes                            does that again and again, and takes the times
 *     │
 *   Publisher ──▶ SpeedBox ──▶ Watched     sees in the mapped slots when the last word has changed
 *                    │
 *                   Site                   services, and the documents and tables that they mean
 * </pre>
 */
@NullMarked
package dev.turnout.hwtests.speed;

import org.jspecify.annotations.NullMarked;
