/** What iproute2 says and what is made of it; programs and frames. */
@NullMarked
package dev.turnout.agent.os;

import org.jspecify.annotations.NullMarked;
