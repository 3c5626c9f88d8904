package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.Opened;
import dev.turnout.schema.signed.Signed;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Reason;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A box that takes signed messages, puts every configuration on trial, and reports as a box does; it has no data plane. */
final class TrialBox implements AutoCloseable {
    /** Longer than the tests wait for a box to apply anything; its clock stands at 1970. */
    private static final Duration TRIAL = Duration.ofSeconds(3);

    private final Topics topics;
    private final TrustedKeys trusted;
    private final Liveness.State liveness;
    private final BrokerSession session;
    private final Thread thread;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile boolean closed;
    private Report.Builder report = Report.newBuilder();

    private TrialBox(String broker, Topics topics, TrustedKeys trusted, Liveness.State liveness) throws BrokerProblem {
        this.topics = topics;
        this.trusted = trusted;
        this.liveness = liveness;
        this.session = Sessions.open(broker, topics.box());
        this.thread = Thread.ofPlatform().name("trial-box").start(this::run);
    }

    /** @param liveness what it finds out of each configuration; one that does not forward is taken back after its trial */
    static TrialBox start(String broker, String id, TrustedKeys trusted, Liveness.State liveness) throws Exception {
        TrialBox box = new TrialBox(broker, new Topics(id), trusted, liveness);
        if (!box.subscribed.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the box did not subscribe");
        }
        return box;
    }

    private void run() {
        try {
            session.subscribe(topics.desired(), topics.confirm());
            subscribed.countDown();
            while (!closed) {
                var arrived = session.next(Duration.ofMillis(100));
                if (arrived.isPresent()) {
                    hear(arrived.get().payload());
                }
            }
        } catch (Exception ended) {
            if (!closed) {
                throw new IllegalStateException(ended);
            }
        }
    }

    private void hear(ByteString message) throws Exception {
        ByteString digest =
                ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(message.toByteArray()));
        switch (Envelopes.open(message.toByteArray(), trusted)) {
            case Opened.Refused(var code, String sentence) ->
                report.setAnswer(Answer.newBuilder()
                        .setDigest(digest)
                        .setOutcome(Answer.Outcome.REJECTED)
                        .setReason(Reason.newBuilder().setCode(code.code()).setMessage(sentence)));
            case Opened.Genuine(Signed signed, var _) -> {
                Revision revision = Revision.newBuilder()
                        .setEpoch(signed.revision().epoch())
                        .setGeneration(signed.revision().generation())
                        .build();
                switch (signed.content()) {
                    case Signed.Content.Keys _ -> throw new IllegalStateException("nobody changes keys here");
                    case Signed.Content.Push _ -> become(revision, digest, PushStatus.Stage.TRIAL);
                    case Signed.Content.Confirmation(byte[] which) -> {
                        if (report.getPush().getDigest().equals(ByteString.copyFrom(which))) {
                            become(revision, report.getPush().getDigest(), PushStatus.Stage.COMMITTED);
                        }
                    }
                }
            }
        }
        publish();
        if (report.getPush().getStage() == PushStatus.Stage.TRIAL && liveness == Liveness.State.NOT_FORWARDING) {
            Thread.sleep(TRIAL);
            report.getPushBuilder()
                    .setStage(PushStatus.Stage.ROLLED_BACK)
                    .setReason(Reason.newBuilder()
                            .setCode("TRIAL_NOT_FORWARDING")
                            .setMessage("the box did not find that it forwards"));
            publish();
        }
    }

    private void become(Revision revision, ByteString digest, PushStatus.Stage stage) {
        report.setBox(topics.box())
                .setApplied(revision)
                .setAppliedDigest(digest)
                .setState(Report.State.IN_SYNC)
                .setLiveness(Liveness.newBuilder().setState(liveness))
                .addServices(dev.turnout.v1.ServiceStatus.newBuilder().setName("web"))
                .setPush(PushStatus.newBuilder()
                        .setRevision(revision)
                        .setDigest(digest)
                        .setStage(stage)
                        .setDeadline(Timestamp.newBuilder().setSeconds(TRIAL.toSeconds())));
    }

    private void publish() throws BrokerProblem {
        session.publish(topics.reported(), report.build().toByteArray());
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
