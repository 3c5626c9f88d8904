package dev.turnout.hwtests.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.schema.Topics;
import dev.turnout.v1.Report;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Somebody else's ear on the broker: mosquitto_sub, which notes when it heard what about the box. */
final class Recorder {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Daemon subscriber;
    private final Topics topics;

    private Recorder(Daemon subscriber, Topics topics) {
        this.subscriber = subscriber;
        this.topics = topics;
    }

    /**
     * @param operator PEM of a key and its certificate that may hear all
     * @param authority PEM of who has signed the broker's
     */
    static Recorder start(Netns place, String broker, String box, Path operator, Path authority) {
        Daemon subscriber = place.start(
                "mosquitto_sub",
                "-V",
                "mqttv5",
                "-h",
                broker,
                "-p",
                "8883",
                "--cafile",
                authority.toString(),
                "--cert",
                operator.toString(),
                "--key",
                operator.toString(),
                "-t",
                "turnout/v1/" + box + "/#",
                "-F",
                "%U %t %x");
        return new Recorder(subscriber, new Topics(box));
    }

    /** Waits for a report like this that came after a moment. */
    Report awaitReport(Instant after, Predicate<Report> wanted, String what) {
        Await.until(
                PATIENCE,
                () -> newest(after).filter(wanted).isPresent(),
                () -> "the box does not report " + what + "; it reported "
                        + newest(after).map(Report::toString).orElse("nothing"));
        return newest(after).orElseThrow();
    }

    /** The newest report of those that came after a moment. */
    Optional<Report> newest(Instant after) {
        return heard(topics.reported()).stream()
                .filter(message -> message.time.isAfter(after))
                .reduce((_, last) -> last)
                .map(Message::report);
    }

    /** When the newest document was published. */
    Instant published() {
        return heard(topics.desired()).getLast().time;
    }

    private List<Message> heard(String topic) {
        return subscriber
                .log()
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length == 3 && fields[1].equals(topic))
                .map(fields -> new Message(instant(fields[0]), fields[2]))
                .toList();
    }

    /** Seconds and a fraction. */
    private static Instant instant(String seconds) {
        return Instant.EPOCH.plusNanos(new BigDecimal(seconds).movePointRight(9).longValueExact());
    }

    private record Message(Instant time, String hex) {
        Report report() {
            try {
                return Report.parseFrom(HexFormat.of().parseHex(hex));
            } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
                throw new IllegalStateException("a report that is none: " + hex, unreadable);
            }
        }
    }
}
