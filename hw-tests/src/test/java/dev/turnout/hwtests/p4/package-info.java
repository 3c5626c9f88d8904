/**
 * The P4 program as it is checked in: that what was compiled belongs to its sources. Begin with {@code ArtefactsTest}. And the
 * software switch as it is shipped: its ports in {@code WiresTest}, its command in {@code SoftswitchTest}.
 */
@NullMarked
package dev.turnout.hwtests.p4;

import org.jspecify.annotations.NullMarked;
