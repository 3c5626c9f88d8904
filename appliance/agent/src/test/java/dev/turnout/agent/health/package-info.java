/** What every kind of probes does, and a kind without a wire. */
@NullMarked
package dev.turnout.agent.health;

import org.jspecify.annotations.NullMarked;
