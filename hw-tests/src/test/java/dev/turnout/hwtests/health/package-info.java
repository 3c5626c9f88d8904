/** Health probes against real servers, and what they bring about. */
@NullMarked
package dev.turnout.hwtests.health;

import org.jspecify.annotations.NullMarked;
