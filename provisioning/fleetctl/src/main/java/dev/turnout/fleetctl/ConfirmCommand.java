package dev.turnout.fleetctl;

import com.google.protobuf.ByteString;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.core.model.Revision;
import dev.turnout.schema.Topics;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleetctl confirm}. */
@Command(
        name = "confirm",
        description = {
            "Lets a box keep the configuration that it tries out.",
            "'fleetctl push --key FILE --wait' does that by itself, once the box says that it forwards."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the confirmation is published",
            " 1:the key cannot be used",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused",
            " 4:the box has nothing on trial"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  fleetctl confirm --key fleet.key --broker mqtt://broker.example.net --box edge-1"})
final class ConfirmCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    BrokerOptions broker = new BrokerOptions();

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "Sign with this key; may be repeated.")
    List<Path> keys = List.of();

    @Override
    public Integer call() throws BrokerProblem, KeyProblem {
        var line = Objects.requireNonNull(spec).commandLine();
        Topics topics = broker.topics();
        Signing signing = new Signing(topics.box(), KeyFiles.read(keys));
        try (BrokerSession session = BrokerSession.open(broker.access(), broker.clientId)) {
            Retained retained = Retained.read(session, topics, topics.reported());
            Optional<PushStatus> trial = retained.report()
                    .filter(Report::hasPush)
                    .map(Report::getPush)
                    .filter(push -> push.getStage() == PushStatus.Stage.TRIAL);
            if (trial.isEmpty()) {
                line.getErr()
                        .println("fleetctl: " + topics.box()
                                + " has nothing on trial; 'fleetctl report' shows what it has");
                return Exit.REFUSED;
            }
            Revision revision = new Revision(
                    trial.get().getRevision().getEpoch(),
                    trial.get().getRevision().getGeneration());
            ByteString message = signing.confirmation(revision, trial.get().getDigest());
            session.publish(topics.confirm(), message.toByteArray());
            line.getOut().println("confirmed revision " + revision + " for " + topics.box());
            return Exit.OK;
        }
    }
}
