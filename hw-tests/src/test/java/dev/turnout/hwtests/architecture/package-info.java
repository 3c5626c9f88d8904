/** The architecture as rules over class files. */
@NullMarked
package dev.turnout.hwtests.architecture;

import org.jspecify.annotations.NullMarked;
