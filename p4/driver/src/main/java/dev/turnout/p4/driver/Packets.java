package dev.turnout.p4.driver;

import dev.turnout.p4.driver.entries.StrayException;
import dev.turnout.p4.runtime.PacketIn;
import dev.turnout.p4.runtime.PacketOut;
import dev.turnout.p4.runtime.StreamError;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells packets that answer a question from those that are for the box's own stack. Safe for several threads. */
final class Packets {
    private final PacketSink sink;
    private final Map<Integer, CompletableFuture<Answer>> questions = new ConcurrentHashMap<>();
    private final AtomicInteger tokens = new AtomicInteger();

    Packets(PacketSink sink) {
        this.sink = sink;
    }

    /** One that is to be answered. */
    record Question(int token, CompletableFuture<Answer> answer) {}

    Question question() {
        int token = tokens.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        questions.put(token, answer);
        return new Question(token, answer);
    }

    /** Nobody waits for it any more. */
    void forget(Question question) {
        questions.remove(question.token());
    }

    void take(PacketIn packet) {
        try {
            Answer answer = Answer.read(packet);
            if (answer.command() == Command.SEND) {
                Outcome.of(answer.outcome())
                        .ifPresent(outcome -> sink.packet(
                                answer.port(),
                                outcome,
                                answer.fits(),
                                packet.getPayload().toByteArray()));
            } else {
                CompletableFuture<Answer> waiting = questions.remove(answer.token());
                if (waiting != null) {
                    boolean ignored = waiting.complete(answer);
                }
            }
        } catch (StrayException notOurs) {
            // Another program's packet: what it is for only that program knows.
        }
    }

    /** A packet-out that the target did not take. */
    void refused(StreamError error) {
        PacketOut packet = error.getPacketOut().getPacketOut();
        Command.token(packet).ifPresent(token -> {
            CompletableFuture<Answer> waiting = questions.remove(token);
            if (waiting != null) {
                boolean ignored = waiting.completeExceptionally(new RefusedException(
                        "DP_PACKET_OUT", "The target refuses a packet-out: " + error.getMessage() + "."));
            }
        });
    }
}
