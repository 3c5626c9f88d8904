/**
 * The MQTT 5 side of a box: documents in, reports and presence out.
 *
 * <pre>
 *                    one thread                                    Paho's threads
 *   ┌──────────────────────────────────────────┐             ┌─────────────────────────┐
 *   │ MqttLink.step()                          │◀──LinkEvent─│ PahoConnection          │
 *   │   LinkPhases: from attempt to attempt    │   (queue)   │   one attempt to connect│
 *   │   Arrivals: documents, acknowledgements  │             │                         │
 *   │   Outbox: the newest message a topic     │──calls─────▶│   callbacks only enqueue│
 *   └──────────────────────────────────────────┘             └─────────────────────────┘
 *        │ Offer            ▲ publish(report), Offer.accepted()
 *        ▼                  │
 *      the agent's queue    any thread: both only enqueue
 * </pre>
 *
 * <p>Eclipse Paho 1.2.5 is the newest client for MQTT 5 and has known faults; nothing outside of {@link
 * dev.turnout.agent.mqtt.PahoConnection} knows it. What is done about them:
 *
 * <ul>
 *   <li>Listeners for single subscriptions lose messages (paho.mqtt.java#816, #826): one global callback is set.
 *   <li>Blocking or subscribing in a callback stalls the client (#999): callbacks only enqueue.
 *   <li>Its reconnect delay is shared by all clients of a process and has no jitter (#864): {@link
 *       dev.turnout.agent.mqtt.Backoff} and a new client for every attempt.
 *   <li>A session outlives a connection only if clean start is off and an expiry is set: both are.
 *   <li>A denied publish still completes: the reason codes of SUBACK and PUBACK are read.
 *   <li>It acknowledges before a message is safe: acknowledgements are sent by hand, after {@link
 *       dev.turnout.agent.source.Offer#accepted()}.
 *   <li>What is published while offline is refused or kept without bound: {@link dev.turnout.agent.mqtt.Outbox}.
 * </ul>
 *
 * <p>Start with {@link dev.turnout.agent.mqtt.MqttLink}.
 */
@NullMarked
package dev.turnout.agent.mqtt;

import org.jspecify.annotations.NullMarked;
