package dev.turnout.core.model;

/**
 * How a pool's backends are asked whether they serve, and what follows from their answers.
 *
 * @param probe what is done on the wire, over and over
 * @param policy what a run of answers means
 */
public record HealthCheck(Probe probe, HealthPolicy policy) {}
