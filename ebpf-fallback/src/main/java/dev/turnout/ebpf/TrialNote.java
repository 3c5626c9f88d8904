package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.Trial;
import java.nio.ByteBuffer;
import java.util.Optional;

/** From a dry run's note, struct decision, to the core's words. Pure. */
final class TrialNote {
    private TrialNote() {}

    static Trial trial(ByteBuffer note) {
        int service = note.getInt(Layout.Decision.SERVICE);
        int backend = note.getInt(Layout.Decision.BACKEND);
        if (service < 0 || service > ServiceId.MAX || backend < 0 || backend > BackendId.MAX) {
            // No writer of ours has put such an id anywhere.
            return Trial.early(Trial.Outcome.FAULT);
        }
        int flags = note.getInt(Layout.Decision.FLAGS);
        boolean slot = (flags & Layout.Decision.FLAG_SLOT) != 0;
        return new Trial(
                outcome(Outcome.of(note.getInt(Layout.Decision.OUTCOME))),
                service == 0 ? Optional.empty() : Optional.of(new ServiceId(service)),
                note.getInt(Layout.Decision.HASH),
                slot ? Optional.of(new SlotWord(note.getInt(Layout.Decision.WORD))) : Optional.empty(),
                backend == 0 ? Optional.empty() : Optional.of(new BackendId(backend)),
                by(flags));
    }

    private static Trial.By by(int flags) {
        if ((flags & Layout.Decision.FLAG_FLOW_TABLE) != 0) {
            return Trial.By.FLOW_TABLE;
        }
        if ((flags & Layout.Decision.FLAG_RANDOM) != 0) {
            return Trial.By.CHANCE;
        }
        return (flags & Layout.Decision.FLAG_MARKED) != 0 ? Trial.By.MARK : Trial.By.SLOT;
    }

    /** Packets that are tried are whole, small, and of a service's protocol: much can become of others only. */
    private static Trial.Outcome outcome(Outcome outcome) {
        return switch (outcome) {
            case FORWARD_TX, FORWARD_REDIRECT -> Trial.Outcome.SENT;
            case DROP_UNRESOLVED -> Trial.Outcome.UNRESOLVED;
            case DROP_NO_BACKEND, DROP_REJECT_LIMITED, ANSWER_REJECT -> Trial.Outcome.NO_BACKEND;
            case DROP_SOURCE_RANGE -> Trial.Outcome.SOURCE_REFUSED;
            case DROP_UNKNOWN_PORT -> Trial.Outcome.UNKNOWN_PORT;
            case PASS_NOT_VIP -> Trial.Outcome.NOT_A_VIP;
            case PASS_NOT_IP,
                    PASS_NEIGHBOUR,
                    PASS_TUNNEL_ERROR,
                    ANSWER_ECHO,
                    ANSWER_TOO_BIG,
                    DROP_MALFORMED,
                    DROP_UNKNOWN_PROTOCOL,
                    DROP_FRAGMENT,
                    DROP_EXTENSION,
                    DROP_TOO_BIG,
                    DROP_TOO_BIG_LIMITED,
                    DROP_TTL,
                    DROP_ICMP,
                    DROP_ICMP_MISMATCH,
                    DROP_ICMP_EMBEDDED,
                    DROP_HEADROOM,
                    DROP_LAYOUT -> Trial.Outcome.FAULT;
        };
    }
}
