package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.PacketOut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Puts questions to the program by packet-out, a few at a time: a switch drops what its queue has no room for. */
final class Asking {
    private static final int UNDER_WAY = 64;
    /** A packet may be lost; the question is then put again. */
    private static final int TRIES = 3;

    private final Target target;
    private final Session session;
    private final Packets packets;

    Asking(Target target, Session session, Packets packets) {
        this.target = target;
        this.session = session;
        this.packets = packets;
    }

    /** @param words from the token that the answer is to have, to the packet */
    Answer ask(IntFunction<PacketOut> words) throws RefusedException {
        return ask(List.of(words)).getFirst();
    }

    /** Answers in the order of the questions. */
    List<Answer> ask(List<IntFunction<PacketOut>> questions) throws RefusedException {
        List<Answer> answers = new ArrayList<>(questions.size());
        Deque<Packets.Question> underWay = new ArrayDeque<>();
        try {
            for (IntFunction<PacketOut> words : questions) {
                if (underWay.size() == UNDER_WAY) {
                    answers.add(await(underWay, questions.get(answers.size())));
                }
                underWay.add(put(words));
            }
            while (!underWay.isEmpty()) {
                answers.add(await(underWay, questions.get(answers.size())));
            }
            return answers;
        } finally {
            underWay.forEach(packets::forget);
        }
    }

    private Packets.Question put(IntFunction<PacketOut> words) throws RefusedException {
        Packets.Question question = packets.question();
        if (!session.send(words.apply(question.token()))) {
            packets.forget(question);
            var ignored = session.primary();
            throw new RefusedException(
                    "DP_PACKET_OUT", target.name() + " takes no packets for now: see whether it is overloaded.");
        }
        return question;
    }

    private Answer await(Deque<Packets.Question> underWay, IntFunction<PacketOut> words) throws RefusedException {
        Packets.Question question = underWay.remove();
        long each = target.settings().deadline().toNanos() / TRIES;
        try {
            for (int i = 1; i < TRIES; i++) {
                try {
                    return question.answer().get(each, TimeUnit.NANOSECONDS);
                } catch (TimeoutException lost) {
                    boolean ignored = session.send(words.apply(question.token()));
                }
            }
            return question.answer().get(each, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            var ignored = session.primary();
            throw new RefusedException(
                    "DP_NO_PACKET_IN", target.name() + " does not answer packet-outs: see that its CPU port is 510.");
        } catch (ExecutionException e) {
            // Who is the primary now was told before this, by the same stream.
            var ignored = session.primary();
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("DP_INTERRUPTED", "Asking " + target.name() + " was interrupted.");
        } finally {
            packets.forget(question);
        }
    }
}
