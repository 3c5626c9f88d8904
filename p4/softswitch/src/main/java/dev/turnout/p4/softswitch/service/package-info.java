/**
 * P4Runtime, as the specification 1.4 has it, over a program of {@link dev.turnout.p4.softswitch.engine}.
 *
 * <pre>
 *   gRPC -- {@link dev.turnout.p4.softswitch.service.P4RuntimeService}
 *             |-- Arbitration       who may write, and gets packet-ins
 *             |-- Writes, Reads     entries by id -- Installed -- the program's tables by name
 *             `-- Device            the program, its ports, packet-in and packet-out
 * </pre>
 *
 * What it has not: roles, atomic writes, meters, action profiles, digests, idle timeouts, and registers, which BMv2 has not either.
 */
@NullMarked
package dev.turnout.p4.softswitch.service;

import org.jspecify.annotations.NullMarked;
