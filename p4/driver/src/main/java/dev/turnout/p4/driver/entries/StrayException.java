package dev.turnout.p4.driver.entries;

/** What a target answers was not written by us, or not to the program that we know. */
public final class StrayException extends Exception {
    private static final long serialVersionUID = 1;

    public StrayException(String message) {
        super(message);
    }
}
