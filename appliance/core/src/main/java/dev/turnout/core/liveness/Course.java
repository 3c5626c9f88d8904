package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.TrialPacket;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How something that was wrong goes on.
 *
 * @param message as it was first seen
 * @param seen how often in a row it was wrong, up to what counts
 * @param well how often in a row it was not since
 * @param packet that shows it, to be tried again
 */
record Course(String message, Instant since, int seen, int well, Optional<TrialPacket> packet) {
    /** @param subject as {@link Trouble#subject} */
    record Key(Symptom symptom, String subject) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::symptom).thenComparing(Key::subject);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    static Course begun(Findings.Finding finding, Instant now) {
        return new Course(finding.message(), now, 1, 0, finding.packet());
    }

    Course again(Key key, Findings.Finding finding) {
        return new Course(message, since, Math.min(seen + 1, key.symptom().fall()), 0, finding.packet());
    }

    /** Empty once it is over. */
    Optional<Course> well(Key key) {
        return counts(key) && well + 1 < Symptom.RISE
                ? Optional.of(new Course(message, since, seen, well + 1, packet))
                : Optional.empty();
    }

    /** Whether there is no doubt about it. */
    boolean counts(Key key) {
        return seen >= key.symptom().fall();
    }

    Trouble trouble(Key key) {
        return new Trouble(key.symptom(), key.subject(), message, since);
    }
}
