package dev.turnout.agent.source;

import java.time.Instant;

/**
 * How a source stands.
 *
 * @param name of the broker or the file
 * @param reachable whether documents would arrive now
 * @param detail what is wrong, in a sentence; empty where nothing is, or nothing is known yet
 * @param since when that began
 */
public record SourceStatus(String name, boolean reachable, String detail, Instant since) {}
