/** What a box makes of interfaces that come and go, seen from outside of its process. */
@NullMarked
package dev.turnout.hwtests.interfaces;

import org.jspecify.annotations.NullMarked;
