package dev.turnout.p4.driver;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of a packet: {@code outcome_t} of {@code sizes.p4}. */
public enum Outcome {
    PASS_NOT_IP(1),
    PASS_NOT_VIP(2),
    PASS_NEIGHBOUR(3),
    FORWARD_TX(5),
    FORWARD_REDIRECT(6),
    ANSWER_ECHO(7),
    ANSWER_TOO_BIG(8),
    ANSWER_REJECT(9),
    DROP_MALFORMED(10),
    DROP_UNKNOWN_PORT(11),
    DROP_UNKNOWN_PROTOCOL(12),
    DROP_FRAGMENT(13),
    DROP_EXTENSION(14),
    DROP_SOURCE_RANGE(15),
    DROP_NO_BACKEND(16),
    DROP_UNRESOLVED(18),
    DROP_TOO_BIG(19),
    DROP_TTL(21),
    DROP_ICMP(22),
    DROP_ICMP_MISMATCH(23),
    DROP_ICMP_EMBEDDED(24),
    DROP_LAYOUT(26);

    private static final Map<Integer, Outcome> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Outcome::number, outcome -> outcome));

    private final int number;

    Outcome(int number) {
        this.number = number;
    }

    /** Its index in the counter {@code outcomes}. */
    int number() {
        return number;
    }

    static Optional<Outcome> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }
}
