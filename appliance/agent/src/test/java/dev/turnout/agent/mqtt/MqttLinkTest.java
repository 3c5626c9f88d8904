package dev.turnout.agent.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.broker.fixture.Mosquitto;
import dev.turnout.schema.Topics;
import dev.turnout.v1.Presence;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MqttLinkTest {
    private static final Topics TOPICS = new Topics("box-1");

    @TempDir
    private Path directory;

    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.start(directory);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void aRetainedDocumentArrivesByteForByte() throws Exception {
        byte[] document = {0, 1, (byte) 0xff, 'x', 0};
        broker.publish(TOPICS.desired(), document, "-r", "-q", "1");
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            Offer offer = link.nextOffer();
            assertArrayEquals(document, offer.document().bytes());
            assertEquals(Document.Format.PROTOBUF, offer.document().format());
            assertEquals(TOPICS.desired(), offer.origin());
        }
    }

    @Test
    void whatWasNotAcceptedComesAgainAndWhatWasAcceptedDoesNot() throws Exception {
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            broker.publish(TOPICS.desired(), bytes("once"), "-q", "1");
            assertArrayEquals(bytes("once"), link.nextOffer().document().bytes());
        }
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            Offer again = link.nextOffer();
            assertArrayEquals(bytes("once"), again.document().bytes());
            again.accepted();
            // The acknowledgement is on its way before this report, so it has arrived when the report is seen.
            link.publish(bytes("acknowledged"));
            assertArrayEquals(bytes("acknowledged"), broker.next(TOPICS.reported()));
        }
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            broker.publish(TOPICS.desired(), bytes("marker"), "-q", "1");
            assertArrayEquals(bytes("marker"), link.nextOffer().document().bytes());
        }
    }

    @Test
    void twiceTheSameAndGarbageAreHandedOnInOrder() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(7).nextBytes(garbage);
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            for (byte[] each : new byte[][] {bytes("same"), bytes("same"), garbage, bytes("after")}) {
                broker.publish(TOPICS.desired(), each, "-q", "1");
                Offer offer = link.nextOffer();
                assertArrayEquals(each, offer.document().bytes());
                offer.accepted();
            }
        }
    }

    @Test
    void aBrokerThatDiesIsFoundAgainAndGetsTheNewestReport() throws Exception {
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            broker.kill();
            link.awaitUnreachable();
            link.publish(bytes("report 1"));
            link.publish(bytes("report 2"));
            broker.restart();
            link.awaitReachable();
            assertArrayEquals(bytes("report 2"), broker.next(TOPICS.reported()));
            assertEquals(Presence.State.ONLINE, presence().getState());
            broker.publish(TOPICS.desired(), bytes("new"), "-r", "-q", "1");
            assertArrayEquals(bytes("new"), link.nextOffer().document().bytes());
        }
    }

    @Test
    void aReportIsRetainedAndReplaced() throws Exception {
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            for (int i = 0; i < 20; i++) {
                link.publish(bytes("report " + i));
            }
            while (!Arrays.equals(bytes("report 19"), broker.next(TOPICS.reported(), "--retained-only"))) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void presenceIsBornAndEndsWithTheAgent() throws Exception {
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            Presence born = presence();
            assertEquals(Presence.State.ONLINE, born.getState());
            assertEquals("box-1", born.getBox());
            assertEquals("1.2.3", born.getVersion());
            assertTrue(born.hasConnectedTime());
        }
        assertEquals(Presence.State.OFFLINE, presence().getState());
    }

    @Test
    void theLastWillSpeaksForOneWhoVanished() throws Exception {
        try (Relay relay = new Relay(broker.port());
                LinkUnderTest link = LinkUnderTest.to(relay.uri())) {
            link.awaitReachable();
            assertEquals(Presence.State.ONLINE, presence().getState());
            relay.cut();
            while (presence().getState() != Presence.State.OFFLINE) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void theLongestDocumentArrivesAndALongerPacketHarmsNothing() throws Exception {
        byte[] longest = new byte[Document.MAX_BYTES];
        new Random(1).nextBytes(longest);
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            broker.publish(TOPICS.desired(), longest, "-q", "1");
            Offer offer = link.nextOffer();
            assertArrayEquals(longest, offer.document().bytes());
            offer.accepted();
            // The broker itself keeps back what the box has said it does not take.
            broker.publish(TOPICS.desired(), new byte[MqttSettings.MAXIMUM_PACKET + 1], "-q", "1");
            broker.publish(TOPICS.desired(), bytes("after"), "-q", "1");
            assertArrayEquals(bytes("after"), link.nextOffer().document().bytes());
        }
    }

    @Test
    void aFloodWithoutAcknowledgementIsBoundedAndTheNewestArrives() throws Exception {
        try (LinkUnderTest link = LinkUnderTest.to(broker.uri())) {
            link.awaitReachable();
            for (int i = 0; i < 20; i++) {
                broker.publish(TOPICS.desired(), bytes("flood " + i), "-q", "0");
            }
            broker.publish(TOPICS.desired(), bytes("newest"), "-q", "0", "-r");
            assertArrayEquals(bytes("newest"), broker.next(TOPICS.desired()));
            link.publish(bytes("round trip"));
            assertArrayEquals(bytes("round trip"), broker.next(TOPICS.reported()));
            byte[] last;
            do {
                Offer offer = link.nextOffer();
                last = offer.document().bytes();
                link.accept(offer);
            } while (!Arrays.equals(bytes("newest"), last));
            assertTrue(link.mostOutstanding() <= 8, link.mostOutstanding() + " outstanding");
        }
    }

    private Presence presence() throws Exception {
        return Presence.parseFrom(broker.next(TOPICS.presence()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
