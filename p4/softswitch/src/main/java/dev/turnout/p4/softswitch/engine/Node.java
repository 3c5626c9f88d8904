package dev.turnout.p4.softswitch.engine;

import java.util.Optional;

/** A table or a condition of a pipeline. */
interface Node {
    /** Empty at the end of the pipeline. */
    Optional<Node> run(Phv phv);
}
