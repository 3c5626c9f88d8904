package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.TrialResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was found at one moment.
 *
 * @param counted packets that the data plane has counted, whatever became of them
 * @param questions that were asked
 * @param answers to them
 * @param wayless whether there are backends, and none has a next hop
 */
public record Look(
        List<PortState> ports,
        long counted,
        List<Question> questions,
        TrialResult answers,
        boolean wayless,
        Probing probing) {
    public Look {
        ports = List.copyOf(ports);
        questions = List.copyOf(questions);
    }

    /** What had come in and what had been counted. */
    record Tally(Map<String, Long> received, long counted) {
        Tally {
            received = Map.copyOf(received);
        }

        /** Whether packets have come in since, through any interface that was there all the time. */
        boolean receivedUntil(Tally later) {
            return later.received.entrySet().stream()
                    .anyMatch(entry -> entry.getValue() > received.getOrDefault(entry.getKey(), Long.MAX_VALUE));
        }
    }

    Tally tally() {
        Map<String, Long> received = new TreeMap<>();
        ports.stream()
                .filter(port -> port.link() != PortState.Link.GONE)
                .forEach(port -> received.put(port.name(), port.received()));
        return new Tally(received, counted);
    }
}
