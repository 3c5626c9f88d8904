package dev.turnout.p4.softswitch.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What stands against running a program, each thing once, in the order in which it was found. */
final class Problems {
    private final Set<String> found = new LinkedHashSet<>();

    /** @param what a noun with its name: {@code primitive clone} */
    void unsupported(String what) {
        found.add(what + " is not implemented");
    }

    void missing(String what) {
        found.add(what + " is named and not there");
    }

    void wrong(String what) {
        found.add(what);
    }

    List<String> all() {
        return List.copyOf(found);
    }
}
