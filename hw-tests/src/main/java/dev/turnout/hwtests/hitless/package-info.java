/**
 * What {@code make hitless} runs: thousands of live TCP connections through a box, while everything changes that can.
 *
 * <pre>
 *   Hitless ──▶ Play, one a Case ──▶ load.BoxProcess the shipped agent, empty at the beginning of each case
 *      │         │            ├────▶ load.Crowd      crowd.c: connections that stream and check every byte
 *      │         │            └────▶ Site            a Shop whose backends run echo.c; they can be killed or cut off
 *      │         └─▶ Ledger ──▶ Row, Break           what broke, and why
 *      └─▶ HitlessPage
 * </pre>
 *
 * <p>{@code hw-tests/hitless} has the programs in C.
 */
@NullMarked
package dev.turnout.hwtests.hitless;

import org.jspecify.annotations.NullMarked;
