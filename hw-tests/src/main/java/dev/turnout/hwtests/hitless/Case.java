package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.Persistence;
import java.util.Set;

/**
 * One change under load.
 *
 * @param steps what is done, for a reader
 * @param expectation what must come of it beside the rule that all share
 * @param persistences whose services it touches
 * @param spare backends that are not in the first document
 */
record Case(String name, String steps, String expectation, Set<Persistence> persistences, int spare, Script script) {
    static final Set<Persistence> ALL = Set.of(Persistence.values());

    /** What is done to the box and to its backends, while the crowd streams. */
    @FunctionalInterface
    interface Script {
        void play(Play play);
    }

    Case(String name, String steps, String expectation, Script script) {
        this(name, steps, expectation, ALL, 0, script);
    }
}
