package dev.turnout.p4.softswitch.cli;

/** What the command ends with: as {@code turnout} does. */
enum ExitCode {
    OK(0, "It has printed its help or its version."),
    USAGE(2, "The command line is wrong; nothing was done."),
    REFUSED(4, "What was asked cannot be done here; the sentence on stderr says why and what to do."),
    INTERNAL(70, "An error in the switch itself.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }
}
