package dev.turnout.core.program;

import java.util.List;

/** The outcome of a compilation. */
public sealed interface CompileResult {
    /**
     * @param allocation to hand to the next compilation
     * @param notices what an operator should know, though it stops nothing
     */
    record Compiled(DataplaneProgram program, Allocation allocation, List<Notice> notices) implements CompileResult {
        public Compiled {
            notices = List.copyOf(notices);
        }
    }

    /** The data plane has no room, or cannot do what is asked. Nothing was changed; every shortfall is named. */
    record DoesNotFit(List<Shortfall> shortfalls) implements CompileResult {
        public DoesNotFit {
            shortfalls = List.copyOf(shortfalls);
        }
    }

    /**
     * @param code stable, {@code PGM_…}
     * @param subject the service or pool it is about
     */
    record Notice(String code, String subject, String message) {
        /** The same about another. */
        Notice about(String other) {
            return new Notice(code, other, message);
        }
    }

    /**
     * @param code stable, {@code FIT_…}
     * @param needed how many, or 1 for an ability that is missing
     * @param available how many there are, or 0
     */
    record Shortfall(String code, String message, long needed, long available) {}
}
