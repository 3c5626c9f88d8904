/**
 * How load is spread over backends, against how it should be.
 *
 * <p>Whoever may choose source ports can aim flows at one slot, since the flow hash has no key. Nothing counts by slot, so
 * {@link dev.turnout.core.load.LoadWatch} looks at what is counted: packets a service and packets a backend.
 */
@NullMarked
package dev.turnout.core.load;

import org.jspecify.annotations.NullMarked;
