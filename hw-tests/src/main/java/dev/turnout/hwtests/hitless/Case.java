package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.forwarder.Forwarder;
import java.util.Set;

/**
 * One change under load.
 *
 * @param steps what is done, for a reader
 * @param expectation what must come of it beside the rule that all share
 * @param persistences whose services it touches
 * @param dataplanes that can do it
 * @param spare backends that are not in the first document
 */
record Case(
        String name,
        String steps,
        String expectation,
        Set<Persistence> persistences,
        Set<Forwarder.Kind> dataplanes,
        int spare,
        Script script) {
    private static final Set<Persistence> ALL = Set.of(Persistence.values());
    private static final Set<Forwarder.Kind> ANY = Set.of(Forwarder.Kind.values());

    /** What is done to the box and to its backends, while the crowd streams. */
    @FunctionalInterface
    interface Script {
        void play(Play play);
    }

    Case(String name, String steps, String expectation, Script script) {
        this(name, steps, expectation, ALL, ANY, 0, script);
    }

    /** The same with backends that are not in the first document. */
    Case sparing(int backends) {
        return new Case(name, steps, expectation, persistences, dataplanes, backends, script);
    }

    /** The same, of these persistences only. */
    Case of(Persistence only) {
        return new Case(name, steps, expectation, Set.of(only), dataplanes, spare, script);
    }

    /** The same, for what the XDP program alone can do. */
    Case xdpOnly() {
        return new Case(name, steps, expectation, persistences, Set.of(Forwarder.Kind.XDP), spare, script);
    }
}
