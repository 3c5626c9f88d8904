/** The fleet's side and the box's together, over a real broker: what is shipped, as its users run it. */
@NullMarked
package dev.turnout.hwtests.fleet;

import org.jspecify.annotations.NullMarked;
