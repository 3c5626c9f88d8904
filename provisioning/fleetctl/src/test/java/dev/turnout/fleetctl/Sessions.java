package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import java.time.Duration;
import java.util.Optional;

/** Sessions of the test's own. */
final class Sessions {
    private Sessions() {}

    static BrokerSession open(String broker, String clientId) throws BrokerProblem {
        BrokerAccess access = new BrokerAccess(BrokerUri.parse(broker), Optional.empty(), Optional.empty());
        return BrokerSession.open(access, clientId);
    }

    static void publish(String broker, String topic, byte[] payload) throws BrokerProblem {
        try (BrokerSession session = open(broker, "test-publisher")) {
            session.publish(topic, payload);
        }
    }

    /** What a topic retains. */
    static Optional<byte[]> retained(String broker, String topic) throws BrokerProblem {
        try (BrokerSession session = open(broker, "test-subscriber")) {
            session.subscribe(topic);
            return session.next(Duration.ofSeconds(1))
                    .filter(BrokerEvent.Arrived::retained)
                    .map(arrived -> arrived.payload().toByteArray());
        }
    }
}
