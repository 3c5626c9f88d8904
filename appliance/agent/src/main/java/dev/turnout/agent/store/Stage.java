package dev.turnout.agent.store;

/** How far a signed configuration has come. Their numbers are on the disk. */
public enum Stage {
    /** It has come. */
    RECEIVED,
    /** It is genuine, for this box, and valid. */
    VALIDATED,
    /** It is desired, and being programmed. */
    APPLYING,
    /** It forwards, and returns to what was before unless it is confirmed in time. */
    TRIAL,
    /** It forwards and stays. */
    COMMITTED,
    /** It does not fit this box; what was before forwards on. */
    REJECTED,
    /** It was tried out and taken back; what was before forwards again. */
    ROLLED_BACK;

    /** Whether nothing more becomes of it. */
    public boolean isFinal() {
        return switch (this) {
            case RECEIVED, VALIDATED, APPLYING, TRIAL -> false;
            case COMMITTED, REJECTED, ROLLED_BACK -> true;
        };
    }
}
