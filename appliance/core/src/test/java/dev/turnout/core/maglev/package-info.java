/** Maglev tables against the specification, a second implementation, and pinned digests. */
@NullMarked
package dev.turnout.core.maglev;

import org.jspecify.annotations.NullMarked;
