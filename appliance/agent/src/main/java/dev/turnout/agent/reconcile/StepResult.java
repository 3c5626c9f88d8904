package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.program.CompileResult;
import java.util.List;

/** What one step came to. */
public sealed interface StepResult {
    /** There is nothing to do, or nothing to do it with yet. */
    record Idle() implements StepResult {}

    /**
     * A plan was carried out; another step may find more to do.
     *
     * @param slotWords slot words written
     * @param records other records written or deleted
     */
    record Changed(long slotWords, long records) implements StepResult {}

    /** What is desired does not fit; what is applied forwards on. Stays so until an input changes. */
    record DoesNotFit(List<CompileResult.Shortfall> shortfalls) implements StepResult {
        public DoesNotFit {
            shortfalls = List.copyOf(shortfalls);
        }
    }

    /** Some entries were refused; the next step reads what is there and goes on from it. */
    record PartlyApplied(List<ApplyResult.Failure> failures) implements StepResult {
        public PartlyApplied {
            failures = List.copyOf(failures);
        }
    }

    /**
     * The data plane or the disk did not do what it should; tried again by the next step.
     *
     * @param code stable
     */
    record Failed(String code, String message) implements StepResult {}
}
