/** Probes' results lived through, one by one and at random. */
@NullMarked
package dev.turnout.core.health;

import org.jspecify.annotations.NullMarked;
