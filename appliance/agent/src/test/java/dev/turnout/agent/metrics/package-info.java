/** What Prometheus is told, and how it is written. */
@NullMarked
package dev.turnout.agent.metrics;

import org.jspecify.annotations.NullMarked;
