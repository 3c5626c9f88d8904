/** What slots and tables say of themselves. */
@NullMarked
package dev.turnout.core.dataplane;

import org.jspecify.annotations.NullMarked;
