package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.Envelopes;
import dev.turnout.schema.signed.TrustedKeys;
import dev.turnout.schema.signed.VerifyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl trust FILE}. */
@Command(
        name = "trust",
        description = {
            "Changes whose signatures an enrolled box believes: from now on those in FILE, and nobody else's. Signed by a key that"
                    + " it believes so far.",
            "Keep the old key in FILE until all boxes have the new one ('fleetctl report' shows what each trusts)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:published; a box takes it when it is next connected",
            " 1:FILE or the key cannot be used",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cat fleet.key.pub next.key.pub > both.pem",
            "  fleetctl trust both.pem --key fleet.key --broker mqtts://broker.example.net --box edge-1 \\",
            "      --identity fleet-ca/fleetctl.p12"
        })
final class TrustCommand implements Callable<Integer> {
    /** There is no end mark behind retained messages; a broker sends them at once, or there are none. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    BrokerOptions broker = new BrokerOptions();

    @Parameters(paramLabel = "FILE", description = "PEM with the public keys, 1 to 16 of them.")
    @Nullable
    Path file;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "Sign with this key, which the box believes so far; may be repeated.")
    List<Path> keys = List.of();

    @Override
    public Integer call() throws BrokerProblem, KeyProblem {
        var line = Objects.requireNonNull(spec).commandLine();
        Topics topics = broker.topics();
        String pem = read(Objects.requireNonNull(file));
        Optional<TrustedKeys> set = TrustedKeys.parse(pem);
        if (set.isEmpty()) {
            throw new KeyProblem(file + " is no list of 1 to " + TrustedKeys.MOST
                    + " Ed25519 public keys in PEM; 'fleetctl key create' writes one beside each key");
        }
        Signing signing = new Signing(topics.box(), KeyFiles.read(keys));
        try (BrokerSession session = BrokerSession.open(broker.access(), broker.clientId)) {
            Revision next = next(session, topics);
            session.publish(topics.trust(), signing.keys(next, pem).toByteArray());
            line.getOut()
                    .println("published set " + next + " of keys for " + topics.box() + ": "
                            + set.get().keys().stream().map(VerifyKey::id).collect(Collectors.joining(", ")));
        }
        return Exit.OK;
    }

    private static String read(Path file) throws KeyProblem {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new KeyProblem(file + " cannot be read: " + unreadable);
        }
    }

    /** After the one that the broker keeps, whoever has signed it. */
    private static Revision next(BrokerSession session, Topics topics) throws BrokerProblem {
        session.subscribe(topics.trust());
        Revision last = session.next(QUIET)
                .filter(BrokerEvent.Arrived::retained)
                .flatMap(message -> Envelopes.revision(message.payload().toByteArray()))
                .orElse(new Revision(0, 0));
        return new Revision(last.epoch(), last.generation() + 1);
    }
}
