package dev.turnout.p4.softswitch.engine;

import java.util.List;

/** The outcome of loading a program. */
public sealed interface LoadResult {
    /** It runs, its tables empty but for what the program itself says. */
    record Loaded(SoftSwitch program) implements LoadResult {}

    /**
     * It cannot be run.
     *
     * @param problems all of them, by name
     */
    record Refused(List<String> problems) implements LoadResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
