package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.v1.FleetConfig;
import dev.turnout.v1.Presence;
import dev.turnout.v1.Report;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the broker retains about a box.
 *
 * @param document the payload of the desired topic
 */
record Retained(Optional<ByteString> document, Optional<Report> report, Optional<Presence> presence) {
    /** There is no end mark behind retained messages; brokers send them at once, or there are none. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** Subscribes to the box's topics and takes what is there. */
    static Retained read(BrokerSession session, Topics topics, String... subscriptions) throws BrokerProblem {
        session.subscribe(subscriptions);
        Retained retained = new Retained(Optional.empty(), Optional.empty(), Optional.empty());
        long deadline = System.nanoTime() + QUIET.toNanos();
        int missing = subscriptions.length;
        while (missing > 0) {
            Optional<BrokerEvent.Arrived> next = session.next(Duration.ofNanos(deadline - System.nanoTime()));
            if (next.isEmpty()) {
                break;
            }
            retained = retained.with(topics, next.get());
            missing -= next.get().retained() ? 1 : 0;
        }
        return retained;
    }

    private Retained with(Topics topics, BrokerEvent.Arrived arrived) {
        if (arrived.topic().equals(topics.desired())) {
            return new Retained(Optional.of(arrived.payload()), report, presence);
        }
        return arrived.topic().equals(topics.reported())
                ? new Retained(document, report(arrived.payload()), presence)
                : new Retained(document, report, presence(arrived.payload()));
    }

    static Optional<Report> report(ByteString payload) {
        try {
            return Optional.of(Report.parseFrom(payload));
        } catch (InvalidProtocolBufferException notAReport) {
            return Optional.empty();
        }
    }

    private static Optional<Presence> presence(ByteString payload) {
        try {
            return Optional.of(Presence.parseFrom(payload));
        } catch (InvalidProtocolBufferException notAPresence) {
            return Optional.empty();
        }
    }

    /** The desired document, where it is one. */
    Optional<FleetConfig> config() {
        return configuration().flatMap(bytes -> {
            try {
                return Optional.of(FleetConfig.parseFrom(bytes));
            } catch (InvalidProtocolBufferException notADocument) {
                return Optional.empty();
            }
        });
    }

    /** Its bytes, out of an envelope where it is in one. */
    private Optional<byte[]> configuration() {
        return document.map(ByteString::toByteArray)
                .map(bytes -> Envelopes.isEnvelope(bytes) ? Envelopes.configuration(bytes) : bytes);
    }

    /** The newest revision that the box has, or has had, or will have once it connects. */
    Optional<Revision> newest() {
        Stream<dev.turnout.v1.Revision> reported = Stream.concat(
                report.filter(Report::hasDesired).map(Report::getDesired).stream(),
                report.filter(Report::hasPush).map(each -> each.getPush().getRevision()).stream());
        return Stream.concat(
                        configuration().flatMap(ConfigParser::revision).stream(),
                        reported.filter(revision -> revision.getEpoch() >= 0 && revision.getGeneration() >= 0)
                                .map(revision -> new Revision(revision.getEpoch(), revision.getGeneration())))
                .max(Revision::compareTo);
    }

    boolean offline() {
        return presence.filter(box -> box.getState() == Presence.State.OFFLINE).isPresent();
    }
}
