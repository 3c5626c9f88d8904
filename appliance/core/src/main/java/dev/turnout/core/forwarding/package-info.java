/**
 * What happens to one packet, as a pure function of what a data plane holds.
 *
 * <p>It is the forwarding model in Java: the packet vectors and every data plane must agree with it. It forwards nothing.
 * The flow table is left out, since its content is a data plane's own: a flow that has no entry in it is what is told.
 */
@NullMarked
package dev.turnout.core.forwarding;

import org.jspecify.annotations.NullMarked;
