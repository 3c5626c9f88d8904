package dev.turnout.hwtests.load;

/** What a box is to do, as its agent is given it. */
public interface Document {
    /** Raised from one to the next. */
    int generation();

    String yaml();
}
