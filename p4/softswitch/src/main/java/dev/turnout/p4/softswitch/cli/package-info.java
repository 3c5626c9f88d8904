/**
 * The command {@code softswitch}: options in, a switch that runs until it is told to stop.
 *
 * <pre>
 *   Softswitch ─▶ SoftswitchCommand ─▶ SwitchSettings ─▶ SwitchProcess ─▶ PortMap, Device, SwitchServer
 * </pre>
 */
@NullMarked
package dev.turnout.p4.softswitch.cli;

import org.jspecify.annotations.NullMarked;
