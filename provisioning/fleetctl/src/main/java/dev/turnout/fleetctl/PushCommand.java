package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.Topics;
import dev.turnout.schema.YamlDocument;
import dev.turnout.v1.FleetConfig;
import java.io.PrintWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl push FILE}. */
@Command(
        name = "push",
        description = {
            "Checks a configuration, publishes it for a box, and waits for what becomes of it.",
            "A service without a table size gets one, which stays while the number of backends stays similar."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:published, and with --wait applied",
            " 1:the document is not valid, or it or a key cannot be read; nothing was published",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused",
            " 4:the document is not newer than the box's, or the box rejected it or took it back",
            " 5:with --wait: published, but the box has not applied it in time, or not said whether it keeps it"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl push fleet.yaml --broker mqtt://broker.example.net --box edge-1",
            "  fleetctl push fleet.yaml --broker mqtt://broker.example.net --box edge-1 --next --wait",
            "  fleetctl push fleet.yaml --key fleet.key --broker mqtt://broker.example.net --box edge-1 --next --wait",
            "  fleetctl push fleet.yaml --broker mqtts://broker.example.net --ca ca.pem \\",
            "      --user fleet --password-file /etc/turnout/password --box edge-1 --wait=60"
        })
final class PushCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    BrokerOptions broker = new BrokerOptions();

    @Mixin
    SigningOptions signed = new SigningOptions();

    @Parameters(paramLabel = "FILE", description = "The configuration, as YAML or JSON; - reads standard input.")
    String file = "-";

    @Option(
            names = "--next",
            description = "Use the generation after that of the box's desired document, whatever the file says.")
    boolean next;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "30",
            paramLabel = "SECONDS",
            description = "Wait until the box has applied or rejected it, for 30 seconds or as many as given.")
    @Nullable
    Integer wait;

    @Override
    public Integer call() throws BrokerProblem, KeyProblem {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Topics topics = broker.topics();
        BrokerAccess access = broker.access();
        Optional<Signing> signing = signed.signing(topics.box());
        Duration trial = signed.trial(wait);
        if (wait != null && wait < 1) {
            throw new ParameterException(spec.commandLine(), "--wait needs at least 1 second");
        }
        DocumentFile document = new DocumentFile(file, err);
        Optional<YamlDocument> read = document.read();
        if (read.isEmpty() || !isValid(document, read.get())) {
            return Exit.INVALID;
        }
        try (BrokerSession session = BrokerSession.open(access, broker.clientId)) {
            Retained retained = wait == null && !next
                    ? Retained.read(session, topics, topics.desired())
                    : Retained.read(session, topics, topics.desired(), topics.reported(), topics.presence());
            return push(session, topics, retained, signing, trial, read.get().message());
        }
    }

    /** Before anything is asked of a broker; what it will be asked for is assumed to be there. */
    private boolean isValid(DocumentFile document, YamlDocument yaml) {
        return document.validate(yaml.withMessage(message -> {
                    FleetConfig numbered = next ? Draft.next(message, Optional.empty()) : message;
                    return Draft.sized(numbered, Optional.empty()).document();
                }))
                .isPresent();
    }

    private int push(
            BrokerSession session,
            Topics topics,
            Retained retained,
            Optional<Signing> signing,
            Duration trial,
            FleetConfig file)
            throws BrokerProblem {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        FleetConfig numbered = next ? Draft.next(file, retained.newest()) : file;
        Draft draft = Draft.sized(numbered, retained.config());
        Revision revision = new Revision(numbered.getEpoch(), numbered.getGeneration());
        ByteString config = draft.document().toByteString();
        Optional<Instant> expires = signed.expires(Instant.now());
        ByteString bytes =
                signing.map(by -> by.push(revision, config, trial, expires)).orElse(config);
        Optional<Revision> newest = retained.newest();
        boolean same = retained.document().filter(bytes::equals).isPresent();
        if (!same && newest.isPresent() && newest.get().compareTo(revision) >= 0) {
            String remedy = "raise the generation above " + newest.get().generation()
                    + (newest.get().epoch() > revision.epoch()
                            ? ", and the epoch to " + newest.get().epoch()
                            : "")
                    + ", or let --next do it";
            spec.commandLine()
                    .getErr()
                    .println("fleetctl: " + topics.box() + " has revision " + newest.get()
                            + " already and would ignore " + revision + ": " + remedy);
            return Exit.REFUSED;
        }
        draft.notes().forEach(out::println);
        long published = System.nanoTime();
        session.publish(topics.desired(), bytes.toByteArray());
        out.println("published revision " + revision + " for " + topics.box() + ", " + bytes.size() + " bytes"
                + signing.map(PushCommand::signedBy).orElse(""));
        if (wait == null) {
            return Exit.OK;
        }
        Waiting waiting =
                new Waiting(session, topics, signing, out, spec.commandLine().getErr());
        return waiting.forBox(revision, sha256(bytes), published, Duration.ofSeconds(wait), retained);
    }

    private static String signedBy(Signing signing) {
        return ", signed by "
                + signing.keys().stream().map(key -> key.verifyKey().id()).collect(Collectors.joining(", "));
    }

    private static ByteString sha256(ByteString bytes) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has it.
            throw new IllegalStateException(impossible);
        }
    }
}
