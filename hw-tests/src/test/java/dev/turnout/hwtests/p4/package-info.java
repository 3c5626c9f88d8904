/** The P4 program as it is checked in: that what was compiled belongs to its sources. Begin with {@code ArtefactsTest}. */
@NullMarked
package dev.turnout.hwtests.p4;

import org.jspecify.annotations.NullMarked;
