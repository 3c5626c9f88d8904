package dev.turnout.agent;

import dev.turnout.core.model.Revision;
import dev.turnout.schema.signed.Admission;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.Opened;
import dev.turnout.schema.signed.Signed;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.schema.signed.VerifyKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Whose signatures the box believes, and for which boxes it counts itself. Used by the agent's thread. */
final class Trust {
    private final Admission admission;
    private final Supplier<Admission.TimeOfDay> time;
    private final Optional<TrustFile> file;
    private TrustedKeys keys;
    private Optional<Revision> revision;

    /**
     * @param file where a signed set of keys is kept; empty where keys are what they are
     * @param time asked for each message
     */
    Trust(
            TrustFile.Content begun,
            Optional<TrustFile> file,
            String box,
            Set<String> groups,
            Supplier<Admission.TimeOfDay> time) {
        this.keys = begun.keys();
        this.revision = begun.revision();
        this.file = file;
        this.admission = new Admission(box, groups);
        this.time = time;
    }

    /** The ids of the keys that count. */
    List<String> ids() {
        return keys.keys().stream().map(VerifyKey::id).toList();
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

    /** What came of a signed set of keys. */
    sealed interface Taken {
        record Replaced() implements Taken {}

        /** @param durable whether it may be forgotten: else it is to be tried again */
        record Left(String why, boolean durable) implements Taken {}
    }

    /** Believes a newer set of keys from now on, once it is on the disk. */
    Taken take(Revision number, Signed.Content.Keys set) {
        if (revision.filter(known -> known.compareTo(number) >= 0).isPresent()) {
            return new Taken.Left("the box has set " + revision.get() + " of keys already", true);
        }
        if (file.isEmpty()) {
            return new Taken.Left("the keys of this box are in a file that --trust names: change that", true);
        }
        try {
            file.get().write(set.pem(), number);
        } catch (IOException unwritable) {
            return new Taken.Left("the set of keys cannot be written: " + unwritable, false);
        }
        keys = set.keys();
        revision = Optional.of(number);
        return new Taken.Replaced();
    }
}
