/**
 * The process on the box: {@link dev.turnout.agent.Turnout} is its main class, {@link dev.turnout.agent.Agent} the loop that
 * holds all of it together.
 *
 * <pre>
 *   source ──Offer──▶ Agent.step() ──want──▶ reconcile.Reconciler ──plan──▶ a data plane
 *     MQTT | file        │   ▲                     │ view
 *                        │   └── os: next hops     ▼
 *                        └──▶ store            status.Reports ──▶ MQTT, control socket, metrics
 * </pre>
 */
@NullMarked
package dev.turnout.agent;

import org.jspecify.annotations.NullMarked;
