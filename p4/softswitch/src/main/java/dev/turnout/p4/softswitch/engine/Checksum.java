package dev.turnout.p4.softswitch.engine;

import java.util.Optional;

/**
 * A checksum that stands in a field.
 *
 * @param applies where it is to be looked at
 */
record Checksum(
        Field target, Calculation calculation, Optional<Expression> applies, boolean verified, boolean updated) {
    private boolean meets(Phv phv) {
        return applies.isEmpty() || applies.get().isTrue(phv);
    }

    /** Whether it is as it should be, or does not matter. */
    boolean holds(Phv phv) {
        return !verified
                || !meets(phv)
                || calculation.over(phv) == phv.value(target).longValue();
    }

    void update(Phv phv) {
        if (updated && meets(phv)) {
            Stores.field(target, calculation.result()).run(phv);
        }
    }
}
