package dev.turnout.agent.cli;

/** What every command ends with, and what the reference says of it. */
public enum ExitCode {
    OK(0, "Done, and all is well."),
    INVALID(1, "The document has violations; each is printed."),
    USAGE(2, "The command line is wrong; nothing was done."),
    NO_AGENT(3, "No agent answers on the control socket."),
    REFUSED(4, "What was asked cannot be done here; the sentence on stderr says why and what to do."),
    NOT_IN_SYNC(
            5,
            "`status` only: the box does not forward what it should, by its document or by its liveness; the output says why."),
    DOES_NOT_FIT(6, "`check` only: the document is valid, but the data plane has no room for it."),
    DRAINING(7, "`drain BACKEND` only: it takes no new flows, and is not drained yet."),
    INTERNAL(70, "An error in Turnout itself.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
