package dev.turnout.agent;

/** Which data plane a box is told to use. */
public enum DataplaneChoice {
    /** P4 where a target is given and takes the program, else XDP. */
    AUTO,
    P4,
    XDP
}
