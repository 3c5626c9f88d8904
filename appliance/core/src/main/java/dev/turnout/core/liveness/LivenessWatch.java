package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.PortState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges whether a box forwards, from one look at it to the next. Immutable: each look gives a new watch. Time is what the
 * caller says it is.
 */
public final class LivenessWatch {
    /** Packets of one look that come by their turn. */
    static final int FRESH = 8;

    /** And at most so many beside them that went wrong before. */
    static final int AGAIN = 8;

    private final SortedMap<Course.Key, Course> courses;
    private final Optional<Look.Tally> tally;
    private final long asked;
    private final int wrongInARow;
    private final Liveness liveness;

    private LivenessWatch(
            SortedMap<Course.Key, Course> courses,
            Optional<Look.Tally> tally,
            long asked,
            int wrongInARow,
            Liveness liveness) {
        this.courses = Collections.unmodifiableSortedMap(courses);
        this.tally = tally;
        this.asked = asked;
        this.wrongInARow = wrongInARow;
        this.liveness = liveness;
    }

    /** Before the first look. */
    public static LivenessWatch begun(Instant now) {
        Liveness unknown = new Liveness(Liveness.State.UNKNOWN, now, List.of(), Optional.empty());
        return new LivenessWatch(new TreeMap<>(), Optional.empty(), 0, 0, unknown);
    }

    /** What to ask next: at most {@value #FRESH} and {@value #AGAIN} packets, however many services there are. */
    public List<Question> questions(Questions all) {
        List<Question> questions = new ArrayList<>();
        courses.forEach((key, course) -> {
            if (questions.size() < AGAIN) {
                course.packet().ifPresent(packet -> questions.add(new Question(key.subject(), packet, false)));
            }
        });
        for (int i = 0; i < FRESH && all.services() > 0; i++) {
            questions.add(all.question(asked + i));
        }
        return questions;
    }

    /**
     * @param expectation of the state that the questions are from
     * @param services that it has
     * @param took the look itself
     */
    public LivenessWatch after(Look look, Expectation expectation, int services, Instant now, Duration took) {
        Findings findings = new Findings(look, tally, expectation, wrongInARow);
        SortedMap<Course.Key, Course> next = new TreeMap<>();
        courses.forEach((key, course) -> {
            Findings.Finding wrong = findings.wrong().get(key);
            if (wrong != null) {
                next.put(key, course.again(key, wrong));
            } else if (findings.lookedAt(key)) {
                course.well(key).ifPresent(on -> next.put(key, on));
            } else {
                next.put(key, course);
            }
        });
        findings.wrong().forEach((key, finding) -> next.putIfAbsent(key, Course.begun(finding, now)));
        List<Trouble> troubles = next.entrySet().stream()
                .filter(entry -> entry.getValue().counts(entry.getKey()))
                .map(entry -> entry.getValue().trouble(entry.getKey()))
                .toList();
        Liveness.State state = state(look.ports(), troubles, services, findings.wrongInARow());
        Liveness judged = new Liveness(
                state,
                state == liveness.state() ? liveness.since() : now,
                troubles,
                Optional.of(new Liveness.Check(now, took, look.questions().size(), services)));
        return new LivenessWatch(next, Optional.of(look.tally()), asked + fresh(look), findings.wrongInARow(), judged);
    }

    private static long fresh(Look look) {
        return look.questions().stream().filter(Question::fresh).count();
    }

    private static Liveness.State state(List<PortState> ports, List<Trouble> troubles, int services, int wrongInARow) {
        if (services == 0) {
            return Liveness.State.UNKNOWN;
        }
        boolean wholeBox = troubles.stream().anyMatch(each -> each.symptom().reach() == Symptom.Reach.BOX);
        boolean everyPort = ports.stream()
                .allMatch(port -> troubles.stream()
                        .anyMatch(each -> each.symptom().reach() == Symptom.Reach.PORT
                                && each.subject().equals(port.name())));
        if (wholeBox || everyPort || wrongInARow >= FRESH) {
            return Liveness.State.NOT_FORWARDING;
        }
        return troubles.isEmpty() ? Liveness.State.FORWARDING : Liveness.State.DEGRADED;
    }

    /** What it has come to. */
    public Liveness liveness() {
        return liveness;
    }

    /** Whether packets are not dealt with as they should be, so that it is worth reading what is there. */
    public boolean doubtsTables() {
        return liveness.troubles().stream().anyMatch(each -> each.symptom() == Symptom.WRONG);
    }
}
