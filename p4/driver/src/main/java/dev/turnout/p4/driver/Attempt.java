package dev.turnout.p4.driver;

import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.runtime.Update;

/**
 * An update that is to be made, with what has become of it until now.
 *
 * @param tries that were answered for it alone
 * @param wholes batches that failed as a whole with it
 * @param first of two updates that replace an entry
 */
record Attempt(Op op, int tries, int wholes, boolean first) {
    Update update() {
        return first ? op.as(Op.Type.DELETE).update() : op.update();
    }

    Attempt otherwise(Op.Type type) {
        return new Attempt(op.as(type), tries + 1, wholes, false);
    }

    Attempt replacing() {
        return new Attempt(op, tries, wholes, true);
    }

    Attempt again() {
        return new Attempt(op, tries + 1, wholes, first);
    }

    Attempt afterWhole() {
        return new Attempt(op, tries, wholes + 1, first);
    }
}
