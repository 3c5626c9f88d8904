/**
 * {@code fleetctl}: one person, one document, one box; and the fleet that the box is one of.
 *
 * <pre>
 *   check FILE    YamlDocuments ─▶ ConfigParser ─▶ violations, or what the document holds
 *   push FILE     the same, then  Draft (generation, table sizes) ─▶ Signing ─▶ BrokerSession ─▶ …/desired
 *                                 Verdict ◀─ Report ◀─ …/reported
 *   confirm       Signing ─▶ …/confirm
 *   report        Report ◀─ …/reported
 *   key           keys that sign
 *   ca, broker, claim, registrar, revoke    see the package ca
 * </pre>
 *
 * <p>A command answers an exit code of {@link dev.turnout.fleetctl.Exit} and prints what a person wants to read: results
 * to standard output, everything else to standard error, an error as one sentence that names the remedy. What can go
 * wrong on the way to the broker is a {@link dev.turnout.broker.BrokerProblem}, caught once, at the top.
 *
 * <p>Start with {@link dev.turnout.fleetctl.PushCommand}.
 */
@NullMarked
package dev.turnout.fleetctl;

import org.jspecify.annotations.NullMarked;
