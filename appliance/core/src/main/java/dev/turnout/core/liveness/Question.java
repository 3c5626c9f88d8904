package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.TrialPacket;

/**
 * A packet to try out.
 *
 * @param subject the service that it is for, by its VIP with port and protocol
 * @param fresh whether it comes by its turn, and not because its like went wrong before
 */
public record Question(String subject, TrialPacket packet, boolean fresh) {}
