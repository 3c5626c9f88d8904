/**
 * Two data planes do the same: random states, random frames, through the XDP program in this kernel and through the compiled P4
 * program, byte for byte. What the vectors spell out case by case is found here where nobody thought of the case.
 */
@NullMarked
package dev.turnout.hwtests.agree;

import org.jspecify.annotations.NullMarked;
