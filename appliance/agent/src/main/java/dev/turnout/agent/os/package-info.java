/**
 * What the agent asks of the operating system: the ways to the backends, the VIPs on the loopback and their
 * announcement, and the few programs that it runs for this.
 *
 * <pre>
 *   ip -j -batch ──▶ KernelView ──▶ NextHopEvaluation ──▶ NextHops ──▶ the reconciler      pure, from JSON to result
 *      ▲                                  │
 *      │ read again                       └──▶ NeighbourKeeper ──▶ ip neigh replace … managed
 *   ip monitor (a line means: something changed)
 *
 *   desired VIPs ──▶ LocalAnnouncer ──▶ ip addr on lo, gratuitous ARP, unsolicited neighbour advertisements
 * </pre>
 *
 * <p>Start at {@link dev.turnout.agent.os.NextHopReader} and {@link dev.turnout.agent.os.LocalAnnouncer}; {@link
 * dev.turnout.agent.os.Commands} is how programs are run.
 */
@NullMarked
package dev.turnout.agent.os;

import org.jspecify.annotations.NullMarked;
