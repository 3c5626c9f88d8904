package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerEvent;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import dev.turnout.fleetctl.ca.Authority;
import dev.turnout.fleetctl.ca.CaProblem;
import dev.turnout.fleetctl.ca.Registrar;
import dev.turnout.schema.DurationText;
import dev.turnout.schema.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleetctl registrar}. */
@Command(
        name = "registrar",
        description = {
            "Answers boxes that claim an identity, or renew theirs, until it is ended. One for a fleet is enough, and it needs to"
                    + " run only while boxes are enrolled or renew."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:with --boxes: so many have their identity",
            " 1:the authority cannot be used",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl registrar --ca-dir fleet-ca --broker mqtts://broker.example.net",
            "  fleetctl registrar --ca-dir fleet-ca --broker mqtts://broker.example.net --boxes 1"
        })
final class RegistrarCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    AuthorityOptions authority = new AuthorityOptions();

    @Option(
            names = "--broker",
            required = true,
            paramLabel = "URI",
            converter = BrokerOptions.BrokerConverter.class,
            description = "The broker: mqtts://HOST[:8883].")
    @Nullable
    BrokerUri broker;

    @Option(
            names = "--valid",
            paramLabel = "DURATION",
            defaultValue = "8760h",
            description =
                    "How long a box's certificate is good; it renews it when a third is left. Default: ${DEFAULT-VALUE}")
    String valid = "8760h";

    @Option(names = "--boxes", paramLabel = "NUMBER", description = "End when so many boxes have their identity.")
    @Nullable
    Integer boxes;

    @Override
    public Integer call() throws BrokerProblem, CaProblem {
        Duration good = DurationText.parse(valid)
                .filter(time -> time.compareTo(SHORTEST) >= 0)
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--valid takes a duration of at least 1m, such as 720h, not '" + valid + "'"));
        Authority fleet = authority.load();
        BrokerAccess access = new BrokerAccess(
                Objects.requireNonNull(broker),
                Optional.empty(),
                Optional.empty(),
                Optional.of(fleet.directory().resolve("fleetctl.p12")));
        try (BrokerSession session = BrokerSession.open(access, "fleetctl-registrar")) {
            session.subscribe(Topics.ALL_CLAIMS, Topics.ALL_RENEWALS);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("waiting for boxes at " + broker);
            out.flush();
            serve(session, new Registrar(fleet, good), out);
        }
        return Exit.OK;
    }

    private void serve(BrokerSession session, Registrar registrar, PrintWriter out) throws BrokerProblem, CaProblem {
        int made = 0;
        while (boxes == null || made < boxes) {
            Optional<BrokerEvent.Arrived> next = session.next(PAUSE);
            if (next.isPresent() && answer(session, registrar, next.get(), out)) {
                made++;
            }
        }
    }

    /** Whether a box has its identity by it. */
    private static boolean answer(
            BrokerSession session, Registrar registrar, BrokerEvent.Arrived message, PrintWriter out)
            throws BrokerProblem, CaProblem {
        String from = message.topic().split("/", -1)[2];
        Topics topics = new Topics(from);
        boolean claim = message.topic().equals(topics.claim());
        Instant now = Instant.now();
        byte[] request = message.payload().toByteArray();
        Registrar.Answered answered = claim ? registrar.claim(from, request, now) : registrar.renew(from, request, now);
        session.publish(
                claim ? topics.claimed() : topics.renewed(), answered.answer().toByteArray());
        out.println(from + ": " + answered.sentence());
        out.flush();
        return answered.box().isPresent();
    }
}
