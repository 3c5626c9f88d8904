package dev.turnout.schema.signed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.Topics;
import dev.turnout.v1.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes statements apart whose signature is right already. A trusted signer may still be wrong: every range is checked. */
final class Statements {
    /** A trial that outlasts a day is none: nobody waits for it. */
    static final Duration LONGEST_TRIAL = Duration.ofDays(1);

    private static final int DIGEST_BYTES = 32;
    private static final int LONGEST_PEM = 16 * 1024;

    private Statements() {}

    /** What is wrong with a statement. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String sentence) {
            super(sentence, null, false, false);
        }
    }

    static Opened read(ByteString payload, VerifyKey by) {
        try {
            return new Opened.Genuine(signed(Statement.parseFrom(payload)), by);
        } catch (InvalidProtocolBufferException notOne) {
            return new Opened.Refused(EnvelopeCode.MALFORMED, "what was signed is no turnout.v1.Statement");
        } catch (Wrong wrong) {
            return new Opened.Refused(EnvelopeCode.MALFORMED, String.valueOf(wrong.getMessage()));
        }
    }

    private static Signed signed(Statement statement) throws Wrong {
        if (statement.getEpoch() < 0 || statement.getGeneration() <= 0) {
            throw new Wrong("its epoch or its generation is out of range");
        }
        return new Signed(
                audience(statement),
                new Revision(statement.getEpoch(), statement.getGeneration()),
                statement.hasNotBefore() ? Optional.of(instant(statement.getNotBefore())) : Optional.empty(),
                statement.hasExpires() ? Optional.of(instant(statement.getExpires())) : Optional.empty(),
                content(statement));
    }

    private static Signed.Audience audience(Statement statement) throws Wrong {
        Signed.Audience audience = switch (statement.getAudienceCase()) {
            case BOX -> new Signed.Audience.Box(name(statement.getBox()));
            case GROUP -> new Signed.Audience.Group(name(statement.getGroup()));
            case AUDIENCE_NOT_SET -> throw new Wrong("it does not say for whom it is");
        };
        return audience;
    }

    private static String name(String text) throws Wrong {
        if (!Topics.isBox(text)) {
            throw new Wrong("the name of whom it is for is none");
        }
        return text;
    }

    private static Instant instant(Timestamp time) throws Wrong {
        try {
            return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new Wrong("a time is out of range");
        }
    }

    private static Signed.Content content(Statement statement) throws Wrong {
        return switch (statement.getContentCase()) {
            case PUSH -> {
                var push = statement.getPush();
                yield new Signed.Content.Push(
                        push.getConfig().toByteArray(), push.hasTrial() ? trial(push.getTrial()) : Duration.ZERO);
            }
            case CONFIRMATION -> {
                ByteString digest = statement.getConfirmation().getDigest();
                if (digest.size() != DIGEST_BYTES) {
                    throw new Wrong("a digest has " + DIGEST_BYTES + " bytes, not " + digest.size());
                }
                yield new Signed.Content.Confirmation(digest.toByteArray());
            }
            case KEYS -> {
                String pem = statement.getKeys().getPem();
                if (pem.length() > LONGEST_PEM) {
                    throw new Wrong("a set of keys is at most " + LONGEST_PEM + " characters long");
                }
                yield TrustedKeys.parse(pem)
                        .map(keys -> new Signed.Content.Keys(keys, pem))
                        .orElseThrow(() ->
                                new Wrong("a set of keys is 1 to " + TrustedKeys.MOST + " Ed25519 public keys in PEM"));
            }
            case CONTENT_NOT_SET -> throw new Wrong("it has no content that this version knows");
        };
    }

    private static Duration trial(com.google.protobuf.Duration trial) throws Wrong {
        if (trial.getSeconds() < 0
                || trial.getSeconds() > LONGEST_TRIAL.toSeconds()
                || trial.getNanos() < 0
                || trial.getNanos() > 999_999_999) {
            throw new Wrong("a trial is at most a day long");
        }
        return Duration.ofSeconds(trial.getSeconds(), trial.getNanos());
    }
}
