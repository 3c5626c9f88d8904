package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one look shows: what is wrong, and what was looked at, so that what is not wrong there is well. */
final class Findings {
    private final Map<Course.Key, Finding> wrong = new TreeMap<>();
    private final Set<String> askedAgain = new HashSet<>();
    private final boolean traffic;
    private final boolean answered;
    private int wrongInARow;

    /** @param packet that shows it, where it is one packet */
    record Finding(String message, Optional<TrialPacket> packet) {}

    /** @param wrongInARow packets that came by their turn, until now */
    Findings(Look look, Optional<Look.Tally> before, Expectation expectation, int wrongInARow) {
        this.wrongInARow = wrongInARow;
        look.ports().forEach(this::port);
        Look.Tally now = look.tally();
        boolean counted = before.filter(then -> then.counted() != now.counted()).isPresent();
        boolean received = before.filter(then -> then.receivedUntil(now)).isPresent();
        // What the program counts is read a little earlier than what the interfaces do, so one may come in between.
        traffic = received || counted;
        if (received && !counted) {
            box(Symptom.SILENT, "Packets come in, and the program counts none of them.");
        }
        if (look.wayless()) {
            box(Symptom.NO_WAY, "There is a next hop to none of the backends.");
        }
        if (look.probing().isTheBoxs()) {
            box(
                    Symptom.PROBES,
                    "None of the " + look.probing().lost() + " backends that are probed through the forwarding path"
                            + " answers, while others answer by their address.");
        }
        answered = switch (look.answers()) {
            case TrialResult.Refused(String code, String message) -> {
                box(Symptom.UNASKED, "The data plane cannot be asked: " + message + " (" + code + ")");
                yield false;
            }
            case TrialResult.Tried(List<Trial> trials) -> {
                for (int i = 0; i < trials.size(); i++) {
                    reply(look.questions().get(i), trials.get(i), expectation);
                }
                yield true;
            }
        };
    }

    private void box(Symptom symptom, String message) {
        wrong.put(new Course.Key(symptom, ""), new Finding(message, Optional.empty()));
    }

    private void port(PortState port) {
        switch (port.link()) {
            case UP -> {}
            case NO_CARRIER -> port(port, Symptom.NO_CARRIER, " has no carrier: nothing comes in there.");
            case DOWN -> port(port, Symptom.DOWN, " is switched off: nothing comes in there.");
            case GONE -> port(port, Symptom.GONE, " is not there.");
        }
        switch (port.runs()) {
            case OURS -> {}
            case SLOWER -> port(port, Symptom.SLOWER, " runs the program in the slow generic mode, and did not.");
            case FOREIGN ->
                port(port, Symptom.FOREIGN, " runs a program that is not ours: what comes in there is not balanced.");
            case NOTHING -> {
                if (port.link() != PortState.Link.GONE) {
                    port(port, Symptom.DETACHED, " runs no program: what comes in there is not balanced.");
                }
            }
        }
    }

    private void port(PortState port, Symptom symptom, String predicate) {
        wrong.put(new Course.Key(symptom, port.name()), new Finding(port.name() + predicate, Optional.empty()));
    }

    private void reply(Question question, Trial trial, Expectation expectation) {
        Optional<String> difference = expectation.difference(question.packet(), trial);
        if (question.fresh()) {
            wrongInARow = difference.isPresent() ? wrongInARow + 1 : 0;
        } else {
            askedAgain.add(question.subject());
        }
        difference.ifPresent(sentence -> wrong.put(
                new Course.Key(Symptom.WRONG, question.subject()),
                new Finding(question.subject() + ": " + sentence, Optional.of(question.packet()))));
    }

    Map<Course.Key, Finding> wrong() {
        return wrong;
    }

    /** Whether it would have been seen if it were wrong. */
    boolean lookedAt(Course.Key key) {
        return switch (key.symptom()) {
            case WRONG -> answered && askedAgain.contains(key.subject());
            case SILENT -> traffic;
            case GONE, DOWN, NO_CARRIER, DETACHED, FOREIGN, SLOWER, UNASKED, NO_WAY, PROBES -> true;
        };
    }

    /** Packets that came by their turn, up to the last. */
    int wrongInARow() {
        return wrongInARow;
    }
}
