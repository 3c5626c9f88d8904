/**
 * Where configuration documents come from, and where reports go.
 *
 * <pre>
 *   MQTT broker ──▶ dev.turnout.agent.mqtt.MqttLink ──┐
 *                                                     ├──Offer──▶ the agent's queue
 *   a file ───────▶ FileConfigSource ─────────────────┘
 * </pre>
 *
 * <p>A {@link dev.turnout.agent.source.ConfigSource} hands over whatever it gets, garbage included, and judges nothing.
 * It offers on a thread of its own, so its receiver does nothing but enqueue. What it offered is acknowledged once the
 * document is durable, or was refused: until then the source may offer it again, after a restart of the process too.
 */
@NullMarked
package dev.turnout.agent.source;

import org.jspecify.annotations.NullMarked;
