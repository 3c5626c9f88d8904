/** What the agent asks of the operating system, tried on real kernels' routes, neighbours and addresses. */
@NullMarked
package dev.turnout.hwtests.os;

import org.jspecify.annotations.NullMarked;
