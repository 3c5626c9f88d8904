/** Frames as bytes, built from what a test speaks of: flows. Start with {@link dev.turnout.hwtests.packet.Frames}. */
@NullMarked
package dev.turnout.hwtests.packet;

import org.jspecify.annotations.NullMarked;
