package dev.turnout.p4.softswitch.engine;

import java.util.List;
import java.util.Optional;

/**
 * Tables and conditions, one after the other.
 *
 * @param nodes how many there are: no packet meets more, since none is met twice
 */
record Pipeline(Optional<Node> first, int nodes, List<MatchTable> tables) {
    Pipeline {
        tables = List.copyOf(tables);
    }

    void run(Phv phv) {
        Optional<Node> node = first;
        for (int met = 0; node.isPresent() && !phv.exited && met < nodes; met++) {
            node = node.get().run(phv);
        }
        phv.exited = false;
    }
}
