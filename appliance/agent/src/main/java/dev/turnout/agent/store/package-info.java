/**
 * What a box remembers, so that it forwards after a restart without a broker.
 *
 * <pre>
 *   /var/lib/turnout/          0700, one process at a time (lock)
 *       lock
 *       state.0, state.1       0600: the newest {@link dev.turnout.agent.store.StoredState}, and the one before, in turn
 * </pre>
 *
 * <p>Everything is in one file, so that documents, times and ids can never disagree. {@link
 * dev.turnout.agent.store.DurableFile} replaces it so that a power cut at any moment leaves the old or the new one
 * whole. Reading never throws: a damaged file is an outcome.
 *
 * <p>Start with {@link dev.turnout.agent.store.DataDirectory}.
 */
@NullMarked
package dev.turnout.agent.store;

import org.jspecify.annotations.NullMarked;
