package dev.turnout.schema.signed;

/** Why a message is not acted by, under stable codes. */
public enum EnvelopeCode {
    MALFORMED("ENV_MALFORMED", "The message is no envelope, or a part of it is missing or out of range."),
    NOT_SIGNED("ENV_NOT_SIGNED", "The message has no signature, or none that is right, of a key that the box trusts."),
    AUDIENCE("ENV_AUDIENCE", "The message is for another box or group."),
    NOT_YET("ENV_NOT_YET", "The message's time has not come: the box takes it then."),
    EXPIRED("ENV_EXPIRED", "The message's time is over."),
    NUMBERS("ENV_NUMBERS", "The configuration has another epoch or generation than was signed.");

    private final String code;
    private final String sentence;

    EnvelopeCode(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** What it means, for the reference. */
    public String sentence() {
        return sentence;
    }
}
