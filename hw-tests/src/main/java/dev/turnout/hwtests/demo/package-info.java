/**
 * What {@code make demo} shows: real requests to a VIP, spread by a configuration that was signed and pushed to a box that was enrolled.
 *
 * <pre>
 *   Demo ──▶ Story ──▶ Stage     the places: a Shop, a fleet manager with its broker, the agent
 *                 ├──▶ Visitor   the client: questions, an endless stream of them, a download, a probe
 *                 ├──▶ Wanted    the document that is pushed, and the table that it means
 *                 └──▶ Screen    what is printed, and what was expected and did not happen
 * </pre>
 *
 * <p>A check that fails is printed and remembered, and the story goes on; what cannot be done at all ends it. Either way
 * the exit status says so.
 */
@NullMarked
package dev.turnout.hwtests.demo;

import org.jspecify.annotations.NullMarked;
