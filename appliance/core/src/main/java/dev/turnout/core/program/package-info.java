/**
 * From a valid configuration to the program that a data plane should run.
 *
 * <pre>
 *   FleetConfig ─┐
 *   Surroundings ┼─▶ ProgramCompiler.compile ──▶ Compiled(DataplaneProgram, Allocation)
 *   Allocation  ─┤                         └───▶ DoesNotFit(every shortfall)
 *   Capabilities ┘
 * </pre>
 *
 * <p>Health and next hops are inputs like the configuration, so two boxes with equal inputs get equal tables. Ids come
 * from the {@link dev.turnout.core.program.Allocation}, which is handed from one compilation to the next and outlives the
 * process; no id reaches the tables' content as boxes compare it.
 *
 * <p>A program says where every flow would go were nothing in transition. How to get there from what is, is {@link
 * dev.turnout.core.plan}'s business.
 */
@NullMarked
package dev.turnout.core.program;

import org.jspecify.annotations.NullMarked;
