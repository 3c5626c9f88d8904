/**
 * What people and programs are shown: lines of aligned columns, and JSON.
 *
 * <p>Each view is a record made of what the reconciler holds, with one renderer for text and one for JSON, so both say the
 * same. Text fits 80 columns where names and addresses allow it.
 */
@NullMarked
package dev.turnout.agent.view;

import org.jspecify.annotations.NullMarked;
