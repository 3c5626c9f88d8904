/** The flow hash against values of another implementation. */
@NullMarked
package dev.turnout.core.dataplane;

import org.jspecify.annotations.NullMarked;
