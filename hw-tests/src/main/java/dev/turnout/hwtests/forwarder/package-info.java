/** What forwards on a box, so that a demonstration or a campaign can run over each: XDP in the kernel, P4 in a switch. */
@NullMarked
package dev.turnout.hwtests.forwarder;

import org.jspecify.annotations.NullMarked;
