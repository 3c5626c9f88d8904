package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.SigningKey;
import dev.turnout.v1.Confirmation;
import dev.turnout.v1.KeySet;
import dev.turnout.v1.Push;
import dev.turnout.v1.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes signed messages for one box. */
record Signing(String box, List<SigningKey> keys) {
    Signing {
        keys = List.copyOf(keys);
    }

    /**
     * @param trial zero for none
     * @param expires empty for never
     */
    ByteString push(Revision revision, ByteString config, Duration trial, Optional<Instant> expires) {
        Push.Builder push = Push.newBuilder().setConfig(config);
        if (!trial.isZero()) {
            push.setTrial(com.google.protobuf.Duration.newBuilder()
                    .setSeconds(trial.toSeconds())
                    .setNanos(trial.toNanosPart()));
        }
        Statement.Builder statement = statement(revision).setPush(push);
        expires.ifPresent(end -> statement.setExpires(
                Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano())));
        return sealed(statement);
    }

    /** @param digest SHA-256 of the message that may stay */
    ByteString confirmation(Revision revision, ByteString digest) {
        return sealed(
                statement(revision).setConfirmation(Confirmation.newBuilder().setDigest(digest)));
    }

    /** @param pem whose signatures are to count */
    ByteString keys(Revision revision, String pem) {
        return sealed(statement(revision).setKeys(KeySet.newBuilder().setPem(pem)));
    }

    private Statement.Builder statement(Revision revision) {
        return Statement.newBuilder().setBox(box).setEpoch(revision.epoch()).setGeneration(revision.generation());
    }

    private ByteString sealed(Statement.Builder statement) {
        return ByteString.copyFrom(Envelopes.seal(statement.build(), keys));
    }
}
