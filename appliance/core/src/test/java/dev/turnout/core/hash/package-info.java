/** The flow hash against values of another implementation. */
@NullMarked
package dev.turnout.core.hash;

import org.jspecify.annotations.NullMarked;
