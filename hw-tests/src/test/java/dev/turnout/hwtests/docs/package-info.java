/** That the documentation is whole: links lead somewhere, pages can be found, commands of the README do what it says. */
@NullMarked
package dev.turnout.hwtests.docs;

import org.jspecify.annotations.NullMarked;
