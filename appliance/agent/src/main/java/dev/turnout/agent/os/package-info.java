/**
 * What the agent asks of the operating system: the ways to the backends, the VIPs on the loopback and their
 * announcement, and the few programs that it runs for this.
 *
 * <pre>
 *   ip -j route|neigh|link|addr ──▶ KernelView ──▶ NextHopEvaluation ──▶ NextHops        pure, from JSON to result
 *        ▲                                                                  │
 *        │ read again                                                       ▼
 *   ip monitor (a line means: something changed)                      the reconciler
 *
 *   desired VIPs ──▶ LocalAnnouncer ──▶ ip addr on lo, gratuitous ARP, unsolicited neighbour advertisements
 * </pre>
 *
 * <p>Start at {@link dev.turnout.agent.os.Commands} for how programs are run.
 */
@NullMarked
package dev.turnout.agent.os;

import org.jspecify.annotations.NullMarked;
