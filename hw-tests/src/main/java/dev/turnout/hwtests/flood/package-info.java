/**
 * What {@code make flood} runs: a flood of new flows to one service of a box, at what this machine can send, while another
 * service is asked and both have connections that live.
 *
 * <pre>
 *   Flood ──▶ Act, one a Scene ──▶ load.BoxProcess  the shipped agent, empty at the beginning of each scene
 *      │         │            ├──▶ load.Crowd       connections to both services
 *      │         │            ├──▶ Town             a Shop, with a flooder on a cable of its own
 *      │         │            ├──▶ Window           some seconds of a flood, or of none, and what requests met
 *      │         │            └──▶ FilterWatch      how the transit filter fills
 *      │         └─▶ Outcome
 *      └─▶ FloodPage
 * </pre>
 *
 * <p>{@code hw-tests/flood} has the programs in C.
 */
@NullMarked
package dev.turnout.hwtests.flood;

import org.jspecify.annotations.NullMarked;
