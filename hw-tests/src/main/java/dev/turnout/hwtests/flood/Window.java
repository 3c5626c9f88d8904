package dev.turnout.hwtests.flood;

import java.util.OptionalLong;

/**
 * Some seconds in which the other service was asked.
 *
 * @param seconds of the closed loop
 * @param perSecond frames of the flood that came to the box
 * @param busy the share of all processors that was not idle during the open loop, 0 to 1
 */
record Window(Kind kind, int seconds, double perSecond, double busy, Answers open, Answers closed) {
    /** Of the closed loop. */
    double answersPerSecond() {
        return (double) closed.completed() / seconds;
    }

    /** What was sent meanwhile; in the order in which they come. */
    enum Kind {
        QUIET("none"),
        SERVICE("at the service, all that can be sent"),
        /** At the rate that the flood at the service has reached. */
        NOWHERE("at no VIP, as many"),
        MODERATE_SERVICE("at the service"),
        MODERATE_NOWHERE("at no VIP");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean atService() {
            return this == SERVICE || this == MODERATE_SERVICE;
        }

        boolean floods() {
            return this != QUIET;
        }

        /** Frames a second at most; 0 = no limit. */
        long rate(OptionalLong reached) {
            return switch (this) {
                case QUIET, SERVICE -> 0;
                case NOWHERE -> reached.orElseThrow();
                case MODERATE_SERVICE, MODERATE_NOWHERE -> Sizes.MODERATE;
            };
        }

        /** The one that it is to be compared with. */
        Kind baseline() {
            return switch (this) {
                case QUIET, SERVICE, NOWHERE -> NOWHERE;
                case MODERATE_SERVICE, MODERATE_NOWHERE -> MODERATE_NOWHERE;
            };
        }
    }
}
