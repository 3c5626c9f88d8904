/**
 * What a fleet manager asks a box to be: the vocabulary of the whole house.
 *
 * <pre>
 *   FleetConfig ─┬─ Revision (epoch, generation)     newer is larger, nothing else decides
 *                ├─ Seed                             hides which backend a flow can be aimed at
 *                ├─ Service*  ── Vip ─ pool name ─ algorithm, table size, affinity, persistence
 *                ├─ BackendPool* ── Encapsulation ── Backend* (address, weight), HealthCheck
 *                └─ DataplaneSettings
 * </pre>
 *
 * <p>Everything here is an immutable value. A {@link dev.turnout.core.model.FleetConfig} that exists is valid: the
 * parser answers every violation of a document at once and makes none otherwise. Constructors repeat only what a
 * programming error could get wrong, and throw {@link java.lang.IllegalArgumentException}.
 *
 * <p>Start with {@link dev.turnout.core.model.FleetConfig}.
 */
@NullMarked
package dev.turnout.core.model;

import org.jspecify.annotations.NullMarked;
