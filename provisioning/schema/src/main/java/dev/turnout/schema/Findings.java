package dev.turnout.schema;

import dev.turnout.core.model.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what there is to say about one document. Not thread-safe; lives as long as one parse. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final Set<String> broken;
    private long unlisted;

    Findings() {
        this(List.of());
    }

    /**
     * @param structural violations of the text itself; what they name has no value worth a second violation, so nothing
     *     is added at or below their paths
     */
    Findings(List<Violation> structural) {
        broken = new HashSet<>();
        structural.forEach(violation -> broken.add(violation.path()));
        structural.forEach(this::keep);
    }

    void add(ConfigCode code, String path, String message) {
        if (isBroken(path)) {
            return;
        }
        switch (code.severity()) {
            case VIOLATION -> keep(new Violation(path, code.code(), message));
            case WARNING -> warnings.add(new Warning(path, code.code(), message));
        }
    }

    private void keep(Violation violation) {
        if (violations.size() < Limits.VIOLATIONS) {
            violations.add(violation);
        } else {
            unlisted++;
        }
    }

    /** Whether the text at this path, or around it, was itself in error. */
    boolean isBroken(String path) {
        if (broken.isEmpty()) {
            return false;
        }
        for (int end = path.length();
                end > 0;
                end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
            if (broken.contains(path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    boolean hasViolations() {
        return !violations.isEmpty();
    }

    List<Violation> violations() {
        List<Violation> all = new ArrayList<>(violations);
        if (unlisted > 0) {
            String message = "and " + unlisted + " more violations: mend these first";
            all.add(new Violation("", ConfigCode.TOO_MANY_VIOLATIONS.code(), message));
        }
        return all;
    }

    List<Warning> warnings() {
        return warnings;
    }
}
