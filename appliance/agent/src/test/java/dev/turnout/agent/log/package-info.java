/** What log lines look like. */
@NullMarked
package dev.turnout.agent.log;

import org.jspecify.annotations.NullMarked;
