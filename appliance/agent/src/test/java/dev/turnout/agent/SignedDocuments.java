package dev.turnout.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.turnout.schema.YamlDocuments;
import dev.turnout.schema.signed.Admission;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.SigningKey;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.v1.Confirmation;
import dev.turnout.v1.Push;
import dev.turnout.v1.Statement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a fleet manager signs for box-1. */
final class SignedDocuments {
    /** That of RFC 8032 §7.1, test 1, so that every process of a test has the same. */
    static final SigningKey KEY = SigningKey.parse(
                    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoROkvSCpYKnWhaz5eJUuVZlx5n5sG9g\n-----END PRIVATE KEY-----\n")
            .orElseThrow();

    static final Trust TRUST =
            trust(new TrustFile.Content(new TrustedKeys(List.of(KEY.verifyKey())), Optional.empty()), Optional.empty());

    private SignedDocuments() {}

    static Trust trust(TrustFile.Content content, Optional<TrustFile> file) {
        return new Trust(
                content,
                file,
                "box-1",
                Set.of("shops"),
                () -> new Admission.TimeOfDay(Instant.parse("2026-01-02T03:04:05Z"), true));
    }

    static Statement.Builder statement(int generation, int weight, int trialSeconds) {
        return Statement.newBuilder()
                .setBox("box-1")
                .setGeneration(generation)
                .setPush(Push.newBuilder()
                        .setConfig(config(generation, weight))
                        .setTrial(Duration.newBuilder().setSeconds(trialSeconds)));
    }

    private static ByteString config(int generation, int weight) {
        byte[] yaml = FleetDocument.fleet(generation, weight).getBytes(StandardCharsets.UTF_8);
        return YamlDocuments.read(yaml).message().toByteString();
    }

    static byte[] sealed(Statement.Builder statement) {
        return Envelopes.seal(statement.build(), List.of(KEY));
    }

    static byte[] push(int generation, int weight, int trialSeconds) {
        return sealed(statement(generation, weight, trialSeconds));
    }

    /** Of a message. */
    static byte[] confirmation(int generation, byte[] message) {
        return sealed(Statement.newBuilder()
                .setBox("box-1")
                .setGeneration(generation)
                .setConfirmation(Confirmation.newBuilder().setDigest(ByteString.copyFrom(sha256(message)))));
    }

    static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
