package dev.turnout.core.liveness;

import java.time.Instant;

/**
 * One thing that is wrong.
 *
 * @param subject an interface's name, a VIP with port and protocol, or empty for the box
 * @param message what was found, in a sentence
 */
public record Trouble(Symptom symptom, String subject, String message, Instant since) {}
