package dev.turnout.hwtests.bench;

import java.io.IOException;

/**
 * A part of the report that is measured by itself.
 *
 * @param name by which {@code hw-tests/bench/run NAME} measures it alone
 * @param title of its heading; no other section has it
 * @param measurement measures, and says what came out
 */
record Section(String name, String title, Measurement measurement) {
    /** What a section does when it is its turn. */
    @FunctionalInterface
    interface Measurement {
        /** Markdown without the heading, in lines that end. */
        String run() throws IOException;
    }

    /** With its heading, and nothing after its last line. */
    String measure() throws IOException {
        return "## " + title + "\n\n" + measurement.run().stripTrailing() + "\n";
    }
}
