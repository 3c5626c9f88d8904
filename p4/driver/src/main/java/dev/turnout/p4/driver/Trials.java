package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.Trial;
import java.util.Optional;

/** From the answer to a trial to the core's words. Pure. */
final class Trials {
    private Trials() {}

    static Trial trial(Answer answer) {
        Trial.Outcome outcome =
                Outcome.of(answer.outcome()).map(Trials::outcome).orElse(Trial.Outcome.FAULT);
        if (!answer.lookedUp()) {
            return Trial.early(outcome);
        }
        Optional<ServiceId> service =
                answer.service() == 0 ? Optional.empty() : Optional.of(new ServiceId(answer.service()));
        Optional<BackendId> backend =
                answer.backend() == 0 ? Optional.empty() : Optional.of(new BackendId(answer.backend()));
        SlotWord word = answer.word();
        Trial.By by = answer.isMarked() ? Trial.By.MARK : Trial.By.SLOT;
        return new Trial(outcome, service, answer.hash(), Optional.of(word), backend, by);
    }

    /** Packets that are tried are whole, small, and of a service's protocol: much can become of others only. */
    private static Trial.Outcome outcome(Outcome outcome) {
        return switch (outcome) {
            case FORWARD_TX, FORWARD_REDIRECT -> Trial.Outcome.SENT;
            case DROP_UNRESOLVED -> Trial.Outcome.UNRESOLVED;
            case DROP_NO_BACKEND, ANSWER_REJECT -> Trial.Outcome.NO_BACKEND;
            case DROP_SOURCE_RANGE -> Trial.Outcome.SOURCE_REFUSED;
            case DROP_UNKNOWN_PORT -> Trial.Outcome.UNKNOWN_PORT;
            case PASS_NOT_VIP -> Trial.Outcome.NOT_A_VIP;
            case PASS_NOT_IP,
                    PASS_NEIGHBOUR,
                    ANSWER_ECHO,
                    ANSWER_TOO_BIG,
                    DROP_MALFORMED,
                    DROP_UNKNOWN_PROTOCOL,
                    DROP_FRAGMENT,
                    DROP_EXTENSION,
                    DROP_TOO_BIG,
                    DROP_TTL,
                    DROP_ICMP,
                    DROP_ICMP_MISMATCH,
                    DROP_ICMP_EMBEDDED,
                    DROP_LAYOUT -> Trial.Outcome.FAULT;
        };
    }
}
