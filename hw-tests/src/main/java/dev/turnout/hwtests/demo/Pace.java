package dev.turnout.hwtests.demo;

/**
 * How long to look.
 *
 * @param questions for a count of shares
 * @param downloadRate bytes a second: the download must outlast the steps that it runs through
 * @param streamed requests to wait for, where some should go on
 */
record Pace(int questions, int downloadRate, int streamed) {
    static final Pace FULL = new Pace(2000, 140_000, 300);
    static final Pace SHORT = new Pace(1500, 160_000, 100);
}
