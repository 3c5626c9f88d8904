/**
 * The packet vectors as values, for every data plane that is held to them: {@link
 * dev.turnout.hwtests.vectors.Scenario#all()}. {@code hw-tests/vectors/README.md} says what the files mean.
 */
@NullMarked
package dev.turnout.hwtests.vectors;

import org.jspecify.annotations.NullMarked;
