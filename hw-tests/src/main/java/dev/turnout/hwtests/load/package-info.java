/**
 * What campaigns share that put a box under load: the shipped agent on it ({@link
 * dev.turnout.hwtests.load.BoxProcess}), and clients that hold connections through it ({@link
 * dev.turnout.hwtests.load.Crowd}). Where they meet is a {@link dev.turnout.hwtests.net.Shop}.
 */
@NullMarked
package dev.turnout.hwtests.load;

import org.jspecify.annotations.NullMarked;
