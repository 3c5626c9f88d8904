/**
 * The commands that a newcomer types first: the Makefile and the scripts behind it, run as they are
 * with an environment made for the test (an empty PATH with a few stand-ins, JDKs that are only a
 * release file).
 */
@NullMarked
package dev.turnout.hwtests.scripts;

import org.jspecify.annotations.NullMarked;
