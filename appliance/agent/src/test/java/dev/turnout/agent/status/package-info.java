/** Reports, from views and facts. */
@NullMarked
package dev.turnout.agent.status;

import org.jspecify.annotations.NullMarked;
