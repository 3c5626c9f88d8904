/**
 * Maglev look-up tables (Eisenbud et al., <em>Maglev: A Fast and Reliable Software Network Load Balancer</em>, NSDI 2016,
 * §3.4), with sizes that are powers of two and with weights.
 *
 * <pre>
 *   Seed ─────────┐
 *   address ──────┴─▶ Permutation (offset, odd skip)──┐
 *   weights, M ─────▶ Quotas (slots of each) ─────────┴─▶ Filling (rounds in address order) ──▶ MaglevTable
 * </pre>
 *
 * <p>A table is a function of the seed, the set of (address, weight) and the size, and of nothing else: neither the order
 * of a document nor the history of a box goes in, so boxes that never spoke to each other agree. Removing a backend
 * moves its own slots and few others.
 *
 * <p>Sizes are powers of two since a switch can cut bits of a hash but take no remainder. An odd skip is coprime to
 * 2^k, so every permutation visits every slot, as with Maglev's primes.
 *
 * <p>Start with {@link dev.turnout.core.maglev.MaglevTable}.
 */
@NullMarked
package dev.turnout.core.maglev;

import org.jspecify.annotations.NullMarked;
