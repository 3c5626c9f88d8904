package dev.turnout.agent.source;

import java.time.Instant;

/**
 * How a source stands.
 *
 * @param name of the broker or the file
 * @param reachable whether documents would arrive now
 * @param detail why not, in a sentence, or what else there is to say; may be empty
 * @param since when that began
 */
public record SourceStatus(String name, boolean reachable, String detail, Instant since) {}
