/** Tests of the campaign that {@code make flood} runs: its short form, and how it judges. */
@NullMarked
package dev.turnout.hwtests.flood;

import org.jspecify.annotations.NullMarked;
