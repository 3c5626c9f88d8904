/**
 * What a box says of itself: one immutable {@link dev.turnout.v1.Report}, from which MQTT, command line and metrics all
 * take what they show.
 *
 * <p>{@link dev.turnout.agent.status.Reports} makes it from where the reconciler stands ({@link
 * dev.turnout.agent.reconcile.View}) and from what only the process around it knows ({@link
 * dev.turnout.agent.status.BoxFacts}). It computes nothing that is not in these two, and asks nobody.
 */
@NullMarked
package dev.turnout.agent.status;

import org.jspecify.annotations.NullMarked;
