/**
 * The way to a broker, for fleet manager and box alike: where it listens, whom to believe that he is it, how to sign in,
 * and why that failed, in a sentence that names the remedy.
 *
 * <pre>
 *   BrokerUri, Credentials, Identity, CA file ──▶ BrokerAccess ──▶ a Paho client and its options
 *                                                      │    └────▶ BrokerSession, for as long as a command runs
 *   what Paho throws ──────────────────────────────────┴─────────▶ a sentence
 * </pre>
 *
 * <p>What is then said over the connection is a matter of those who have it. Start with {@link
 * dev.turnout.broker.BrokerAccess}.
 */
@NullMarked
package dev.turnout.broker;

import org.jspecify.annotations.NullMarked;
