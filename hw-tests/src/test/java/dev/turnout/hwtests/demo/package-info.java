/** That the demo shows what it says, and leaves nothing behind. */
@NullMarked
package dev.turnout.hwtests.demo;

import org.jspecify.annotations.NullMarked;
