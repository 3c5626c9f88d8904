/** Load measured from counters, and what is far more than a share. */
@NullMarked
package dev.turnout.core.load;

import org.jspecify.annotations.NullMarked;
