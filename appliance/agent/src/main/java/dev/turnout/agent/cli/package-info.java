/**
 * The {@code turnout} command line.
 *
 * <p>{@code run} is the agent itself; all other commands ask the running agent over its control socket ({@link
 * dev.turnout.agent.control}), which renders what they print. What they come to is the {@link
 * dev.turnout.agent.cli.ExitCode}; what went wrong is one sentence on the error stream. Start with {@link
 * dev.turnout.agent.cli.TurnoutCommand}.
 */
@NullMarked
package dev.turnout.agent.cli;

import org.jspecify.annotations.NullMarked;
