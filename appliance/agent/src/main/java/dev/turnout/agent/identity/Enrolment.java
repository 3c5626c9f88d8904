package dev.turnout.agent.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Identity;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.v1.IdentityAnswer;
import dev.turnout.v1.IdentityRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the fleet for an identity: by a claim, or by the identity so far. */
public final class Enrolment {
    private final IdentityFiles files;

    public Enrolment(IdentityFiles files) {
        this.files = files;
    }

    /** How it ends. */
    public sealed interface Ended {
        /** @param box the name that the fleet knows it by */
        record Enrolled(String box, boolean trustsKeys) implements Ended {}

        /** @param sentence why not; it names the remedy */
        record NotEnrolled(String sentence) implements Ended {}
    }

    /** What is asked for by a claim, or by the identity so far. */
    private enum Way {
        CLAIM,
        RENEWAL;

        String asked(Topics topics) {
            return this == CLAIM ? topics.claim() : topics.renew();
        }

        String answered(Topics topics) {
            return this == CLAIM ? topics.claimed() : topics.renewed();
        }
    }

    /**
     * Asks by a claim, and waits for an answer.
     *
     * @param claim the file that {@code fleetctl claim create} wrote
     * @param serial of the machine; empty where it has none
     */
    public Ended enrol(Path claim, BrokerUri broker, String serial, Duration patience) {
        return certify(Way.CLAIM, claim, broker, serial, patience);
    }

    /** Has another key certified, as the box that it is. What it is known by so far is good for as long as it says. */
    public Ended renew(Path identity, BrokerUri broker, Duration patience) {
        return certify(Way.RENEWAL, identity, broker, "", patience);
    }

    private Ended certify(Way way, Path knownBy, BrokerUri broker, String serial, Duration patience) {
        try {
            String name =
                    IdentityFiles.commonName(Identity.certificate(knownBy)).orElse("");
            if (!Topics.isBox(name)) {
                return new Ended.NotEnrolled("the file " + knownBy + " is no claim: 'fleetctl claim create' makes one");
            }
            KeyPair pair = files.pending();
            byte[] request = IdentityRequest.newBuilder()
                    .setCertificateRequest(
                            ByteString.copyFrom(CertificateRequest.of(name, pair.getPublic(), pair.getPrivate())))
                    .setSerial(serial)
                    .build()
                    .toByteArray();
            BrokerAccess access = new BrokerAccess(broker, Optional.empty(), Optional.empty(), Optional.of(knownBy));
            Optional<IdentityAnswer> answer = ask(way, access, new Topics(name), request, patience);
            return answer.isPresent()
                    ? take(answer.get(), pair)
                    : new Ended.NotEnrolled("nobody has answered within " + patience.toSeconds()
                            + " s: run 'fleetctl registrar', and then this again; nothing is used up by that");
        } catch (BrokerProblem problem) {
            return new Ended.NotEnrolled(problem.sentence());
        } catch (NoSuchFileException missing) {
            return new Ended.NotEnrolled(
                    "there is no file " + missing.getFile() + "; 'fleetctl claim create' writes a claim");
        } catch (IOException unusable) {
            return new Ended.NotEnrolled("a file cannot be used: " + unusable);
        } catch (GeneralSecurityException unusable) {
            return new Ended.NotEnrolled("a key or certificate cannot be used: " + unusable);
        }
    }

    private static Optional<IdentityAnswer> ask(
            Way way, BrokerAccess access, Topics topics, byte[] request, Duration patience) throws BrokerProblem {
        ByteString digest = ByteString.copyFrom(sha256(request));
        // Not the agent's own client id: the broker would end its session.
        try (BrokerSession session = BrokerSession.open(access, "turnout-identity-" + topics.box())) {
            session.subscribe(way.answered(topics));
            session.publish(way.asked(topics), request);
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                Optional<BrokerEvent.Arrived> next =
                        session.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                Optional<IdentityAnswer> answer = parse(next.get().payload());
                // What the broker retains may be the answer to an earlier question.
                if (answer.isPresent() && answer.get().getRequestDigest().equals(digest)) {
                    return answer;
                }
            }
        }
    }

    private static Optional<IdentityAnswer> parse(ByteString payload) {
        try {
            return Optional.of(IdentityAnswer.parseFrom(payload));
        } catch (InvalidProtocolBufferException notOne) {
            return Optional.empty();
        }
    }

    private Ended take(IdentityAnswer answer, KeyPair pair) throws IOException, GeneralSecurityException {
        if (answer.hasReason()) {
            return new Ended.NotEnrolled(
                    answer.getReason().getMessage() + " (" + answer.getReason().getCode() + ")");
        }
        List<X509Certificate> chain = certificates(answer.getCertificatesList());
        List<X509Certificate> authorities = certificates(answer.getAuthoritiesList());
        String trusted = answer.getTrustedKeys();
        Optional<String> name = chain.isEmpty() ? Optional.empty() : IdentityFiles.commonName(chain.getFirst());
        if (name.filter(Topics::isBox).isEmpty()
                || authorities.isEmpty()
                || !isFor(chain.getFirst(), pair.getPublic())
                || !trusted.isEmpty() && TrustedKeys.parse(trusted).isEmpty()) {
            return new Ended.NotEnrolled("the answer is not what was asked for: is the registrar of the same version?");
        }
        files.take(pair, chain, authorities, trusted);
        return new Ended.Enrolled(name.get(), !trusted.isEmpty());
    }

    private static boolean isFor(X509Certificate certificate, PublicKey key) {
        return certificate.getPublicKey().equals(key);
    }

    private static List<X509Certificate> certificates(List<ByteString> encoded) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (ByteString each : encoded) {
            certificates.add(
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each.toByteArray())));
        }
        return certificates;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
