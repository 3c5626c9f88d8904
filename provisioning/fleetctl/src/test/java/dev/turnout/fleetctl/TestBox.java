package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Violation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Topics;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Change;
import dev.turnout.v1.Finding;
import dev.turnout.v1.Reason;
import dev.turnout.v1.Report;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A box that reads, judges and reports as a box does, and has no data plane. */
final class TestBox implements AutoCloseable {
    private final Topics topics;
    private final BoxContext context;
    private final BrokerSession session;
    private final Thread thread;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile boolean closed;

    private TestBox(String broker, Topics topics, BoxContext context) throws BrokerProblem {
        this.topics = topics;
        this.context = context;
        this.session = Sessions.open(broker, topics.box());
        this.thread = Thread.ofPlatform().name("test-box").start(this::run);
    }

    static TestBox start(String broker, String id, BoxContext context) throws Exception {
        TestBox box = new TestBox(broker, new Topics(id), context);
        if (!box.subscribed.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the box did not subscribe");
        }
        return box;
    }

    private void run() {
        try {
            session.subscribe(topics.desired());
            subscribed.countDown();
            while (!closed) {
                var arrived = session.next(Duration.ofMillis(100));
                if (arrived.isPresent()) {
                    session.publish(
                            topics.reported(),
                            report(arrived.get().payload().toByteArray()).toByteArray());
                }
            }
        } catch (Exception ended) {
            if (!closed) {
                throw new IllegalStateException(ended);
            }
        }
    }

    private Report report(byte[] document) throws Exception {
        ByteString digest =
                ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(document));
        Report.Builder report = Report.newBuilder()
                .setBox(topics.box())
                .setVersion("test")
                .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000));
        ConfigParser.revision(document).map(TestBox::revision).ifPresent(report::setDesired);
        switch (ConfigParser.parse(document, context)) {
            case ParseResult.Accepted accepted ->
                report.setState(Report.State.IN_SYNC)
                        .setApplied(revision(accepted.config().revision()))
                        .setAppliedDigest(digest)
                        .setAnswer(Answer.newBuilder()
                                .setOutcome(Answer.Outcome.ACCEPTED)
                                .setDigest(digest))
                        .setLastChange(Change.newBuilder()
                                .setSlotsMoved(12)
                                .setSlotsAll(256)
                                .setSlotsInTransition(12));
            case ParseResult.Rejected(List<Violation> violations) ->
                report.setState(Report.State.REJECTED)
                        .setAnswer(Answer.newBuilder()
                                .setOutcome(Answer.Outcome.REJECTED)
                                .setDigest(digest)
                                .setReason(Reason.newBuilder()
                                        .setCode("CFG_INVALID")
                                        .setMessage("the document is not valid"))
                                .addAllViolations(violations.stream()
                                        .map(TestBox::finding)
                                        .toList()));
        }
        return report.build();
    }

    private static Finding finding(Violation violation) {
        return Finding.newBuilder()
                .setPath(violation.path())
                .setCode(violation.code())
                .setMessage(violation.message())
                .build();
    }

    private static dev.turnout.v1.Revision revision(Revision revision) {
        return dev.turnout.v1.Revision.newBuilder()
                .setEpoch(revision.epoch())
                .setGeneration(revision.generation())
                .build();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        session.close();
    }
}
