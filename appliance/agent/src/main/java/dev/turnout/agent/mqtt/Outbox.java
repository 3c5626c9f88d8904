package dev.turnout.agent.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest message of each retained topic, and whether the broker has it.
 *
 * <p>Latest-wins: what is put while the box is offline replaces what was there. At most one message a topic is in
 * flight, so two cannot overtake each other. All of it is sent anew on a new connection, since a broker that restarted
 * may have lost what it retained. Safe for any thread.
 */
final class Outbox {
    private enum State {
        WAITING,
        IN_FLIGHT,
        DONE
    }

    /** Compared by identity: a token of one sending. */
    static final class Outgoing {
        private final String topic;
        private final byte[] payload;

        Outgoing(String topic, byte[] payload) {
            this.topic = topic;
            this.payload = payload;
        }

        String topic() {
            return topic;
        }

        byte[] payload() {
            return payload;
        }
    }

    private record Entry(Outgoing newest, State state) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Outgoing> inFlight = new LinkedHashMap<>();

    synchronized void put(String topic, byte[] payload) {
        entries.put(topic, new Entry(new Outgoing(topic, payload), State.WAITING));
    }

    /** What may be sent now, if anything; it counts as in flight from here on. */
    synchronized Optional<Outgoing> take() {
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (each.getValue().state() == State.WAITING && !inFlight.containsKey(each.getKey())) {
                Outgoing outgoing = each.getValue().newest();
                each.setValue(new Entry(outgoing, State.IN_FLIGHT));
                inFlight.put(each.getKey(), outgoing);
                return Optional.of(outgoing);
            }
        }
        return Optional.empty();
    }

    /** The broker has answered for it, be it by a refusal: it is not sent again on this connection. */
    synchronized void answered(Outgoing outgoing) {
        if (inFlight.get(outgoing.topic) == outgoing) {
            inFlight.remove(outgoing.topic);
        }
        Entry entry = entries.get(outgoing.topic);
        if (entry != null && entry.newest() == outgoing) {
            entries.put(outgoing.topic, new Entry(outgoing, State.DONE));
        }
    }

    /** The connection is new: all of it waits. */
    synchronized void reopen() {
        inFlight.clear();
        entries.replaceAll((topic, entry) -> new Entry(entry.newest(), State.WAITING));
    }
}
