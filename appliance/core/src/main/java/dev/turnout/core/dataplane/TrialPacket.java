package dev.turnout.core.dataplane;

import dev.turnout.core.hash.FiveTuple;

/**
 * A whole packet without data, to be tried out.
 *
 * @param syn whether it is the first of a TCP connection
 */
public record TrialPacket(FiveTuple flow, boolean syn) {}
