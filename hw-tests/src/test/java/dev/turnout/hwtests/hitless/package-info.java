/** Tests of the campaign that {@code make hitless} runs: its short form, and how it judges. */
@NullMarked
package dev.turnout.hwtests.hitless;

import org.jspecify.annotations.NullMarked;
