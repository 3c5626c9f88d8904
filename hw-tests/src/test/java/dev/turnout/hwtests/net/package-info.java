/** That the topologies are what they say, and leave nothing behind. */
@NullMarked
package dev.turnout.hwtests.net;

import org.jspecify.annotations.NullMarked;
