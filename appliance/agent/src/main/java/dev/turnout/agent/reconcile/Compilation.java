package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import org.jspecify.annotations.Nullable;

/** Compiles when an input has changed, and otherwise says again what came of it. */
final class Compilation {
    private final ProgramCompiler compiler = new ProgramCompiler();
    private @Nullable FleetConfig config;
    private @Nullable Surroundings surroundings;
    private @Nullable Allocation allocation;
    private @Nullable CompileResult result;

    CompileResult of(FleetConfig config, Surroundings surroundings, Allocation allocation, Capabilities capabilities) {
        CompileResult known = result;
        boolean same = config.equals(this.config)
                && surroundings.equals(this.surroundings)
                && allocation.equals(this.allocation);
        if (known == null || !same) {
            known = compiler.compile(config, surroundings, allocation, capabilities);
            this.config = config;
            this.surroundings = surroundings;
            this.allocation = allocation;
            this.result = known;
        }
        return known;
    }
}
