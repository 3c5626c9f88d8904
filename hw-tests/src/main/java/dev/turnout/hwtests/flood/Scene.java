package dev.turnout.hwtests.flood;

import dev.turnout.core.model.Persistence;

/** What the flooded service is like. */
enum Scene {
    STABLE("stable", "the flooded service has `TRANSIT`, and no slot moves", Persistence.TRANSIT, false),
    MOVING(
            "in transition",
            "the flooded service has `TRANSIT`, and every slot moves, since others take its new flows",
            Persistence.TRANSIT,
            true),
    REMEMBERED(
            "flow table",
            "the flooded service has `FLOW_TABLE`; likewise, so that its connections stay by their entries alone",
            Persistence.FLOW_TABLE,
            true);

    private final String words;
    private final String about;
    private final Persistence persistence;
    private final boolean moves;

    Scene(String words, String about, Persistence persistence, boolean moves) {
        this.words = words;
        this.about = about;
        this.persistence = persistence;
        this.moves = moves;
    }

    String words() {
        return words;
    }

    String about() {
        return about;
    }

    Persistence persistence() {
        return persistence;
    }

    /** Whether others take its new flows after connections were made, before the first flood. */
    boolean moves() {
        return moves;
    }
}
