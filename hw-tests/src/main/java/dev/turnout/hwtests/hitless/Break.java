package dev.turnout.hwtests.hitless;

import dev.turnout.hwtests.load.Connection;
import java.util.List;

/**
 * A connection that broke, and all that is known of it.
 *
 * @param slots its slot in each document's table
 * @param owners who owned that, in the order of the documents: b1, b2, …
 */
record Break(Connection connection, List<Integer> slots, List<String> owners, Reason reason) {
    @Override
    public String toString() {
        return "%s %s from %s:%d on b%d: %s after %d answers and %d ms, SYN sent again %d times, slots %s of %s: %s"
                .formatted(
                        Fleet.persistence(connection.port()),
                        connection.kind(),
                        connection.source(),
                        connection.sourcePort(),
                        connection.backend(),
                        connection.outcome(),
                        connection.answers(),
                        connection.endedMillis() - connection.openedMillis(),
                        connection.retransmits(),
                        slots,
                        owners,
                        reason.words());
    }
}
