package dev.turnout.fleetctl;

/** The exit codes of every command. */
final class Exit {
    static final int OK = 0;
    static final int INVALID = 1;
    static final int USAGE = 2;
    static final int BROKER = 3;
    static final int REFUSED = 4;
    static final int SILENT = 5;

    private Exit() {}
}
