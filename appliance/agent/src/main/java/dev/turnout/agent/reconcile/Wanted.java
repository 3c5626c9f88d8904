package dev.turnout.agent.reconcile;

import dev.turnout.core.model.FleetConfig;
import java.time.Instant;

/**
 * A configuration that should forward.
 *
 * @param arrived when its document came in
 */
public record Wanted(FleetConfig config, Instant arrived) {}
