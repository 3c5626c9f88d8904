package dev.turnout.schema.signed;

/** What an envelope turned out to be. */
public sealed interface Opened {
    /** A key that is trusted has signed it. Whether it is for this box and this moment, {@link Admission} says. */
    record Genuine(Signed signed, VerifyKey by) implements Opened {}

    /** @param sentence for people; it names the remedy where there is one */
    record Refused(EnvelopeCode code, String sentence) implements Opened {}
}
