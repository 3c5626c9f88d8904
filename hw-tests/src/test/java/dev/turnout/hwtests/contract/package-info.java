/**
 * What every data plane owes, as tests.
 *
 * <p>{@link dev.turnout.hwtests.contract.DataplaneContract} is the definition; a data plane joins by a class of a few lines
 * that opens it. What one of them cannot do it says in its {@link dev.turnout.core.dataplane.Capabilities}.
 */
@NullMarked
package dev.turnout.hwtests.contract;

import org.jspecify.annotations.NullMarked;
