package dev.turnout.hwtests.hitless;

/** Why a connection broke; the first that holds. */
enum Reason {
    BACKEND_GONE("own backend gone"),
    PAUSED("silent beyond the idle time, slot moved"),
    RETRANSMITTED("SYN sent again, slot moved"),
    NOT_KEPT("slot moved, which `NONE` does not keep"),
    FALSE_POSITIVE("taken for new by the transit filter"),
    UNEXPLAINED("unexplained");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
