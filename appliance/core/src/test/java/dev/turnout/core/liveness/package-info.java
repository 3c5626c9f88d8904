@NullMarked
package dev.turnout.core.liveness;

import org.jspecify.annotations.NullMarked;
