package dev.turnout.fleetctl;

import java.time.Duration;
import java.util.Optional;

/** Sessions of the test's own. */
final class Sessions {
    private Sessions() {}

    static BrokerSession open(String broker, String clientId) throws BrokerProblem {
        BrokerOptions options = new BrokerOptions();
        options.broker = new BrokerAddress.Converter().convert(broker);
        options.clientId = clientId;
        return BrokerSession.open(options);
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
