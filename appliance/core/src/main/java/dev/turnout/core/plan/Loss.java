package dev.turnout.core.plan;

/**
 * Flows of one service that a change cannot keep, for one reason.
 *
 * @param code stable, {@code PLAN_…}
 * @param message why, in a sentence
 * @param share of the service's flows
 */
public record Loss(String code, String message, Share share) {}
