package dev.turnout.agent.store;

import dev.turnout.core.model.Revision;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest configuration that was signed and taken, and what became of it. Its number is the highest that the box has seen.
 *
 * @param digest SHA-256 of the message, in hexadecimal digits
 * @param trial how long it is tried out; zero for not at all
 * @param reached when it came to which stage; the last is where it stands
 * @param code why it was rejected or rolled back, for programs; empty where it was not
 * @param why the same, in a sentence
 */
public record Pushed(
        Revision revision, String digest, Duration trial, SortedMap<Stage, Stamp> reached, String code, String why) {
    public Pushed {
        reached = Collections.unmodifiableSortedMap(new TreeMap<>(reached));
        if (reached.isEmpty()) {
            throw new IllegalArgumentException("no stage");
        }
    }

    public Stage stage() {
        return reached.lastKey();
    }

    /** When it came to a stage that it has come to. */
    public Stamp when(Stage stage) {
        return Objects.requireNonNull(reached.get(stage));
    }

    /** One step on. */
    public Pushed at(Stage stage, Stamp when, String newCode, String newWhy) {
        SortedMap<Stage, Stamp> all = new TreeMap<>(reached);
        all.put(stage, when);
        return new Pushed(revision, digest, trial, all, newCode, newWhy);
    }
}
