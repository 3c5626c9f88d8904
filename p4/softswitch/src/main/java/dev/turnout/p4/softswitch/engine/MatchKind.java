package dev.turnout.p4.softswitch.engine;

import java.util.Arrays;
import java.util.Optional;

/** How a field of a table's key is compared. All come down to a value and a mask. */
public enum MatchKind {
    EXACT("exact"),
    LPM("lpm"),
    TERNARY("ternary"),
    OPTIONAL("optional");

    private final String text;

    MatchKind(String text) {
        this.text = text;
    }

    static Optional<MatchKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    /** Whether entries of a table with such a field have priorities. */
    public boolean prioritised() {
        return this == TERNARY || this == OPTIONAL;
    }
}
