package dev.turnout.agent;

import dev.turnout.schema.signed.Admission;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.Opened;
import dev.turnout.schema.signed.TrustedKeys;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whose signatures the box believes, and for which boxes it counts itself.
 *
 * @param time asked for each message
 */
record Trust(TrustedKeys keys, Admission admission, Supplier<Admission.TimeOfDay> time) {
    static Trust of(TrustedKeys keys, String box, Set<String> groups, Supplier<Admission.TimeOfDay> time) {
        return new Trust(keys, new Admission(box, groups), time);
    }

    /** Verified first, read then, and for this box and this moment. */
    Opened open(byte[] message) {
        Opened opened = Envelopes.open(message, keys);
        return switch (opened) {
            case Opened.Refused refused -> refused;
            case Opened.Genuine genuine -> {
                Optional<Opened.Refused> refused = admission.refusal(genuine.signed(), time.get());
                yield refused.isPresent() ? refused.get() : genuine;
            }
        };
    }
}
