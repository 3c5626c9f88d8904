package dev.turnout.agent.cli;

import dev.turnout.agent.identity.Enrolment;
import dev.turnout.agent.identity.IdentityFiles;
import dev.turnout.agent.os.MachineSerial;
import dev.turnout.broker.BrokerUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code turnout enrol}. */
@Command(
        name = "enrol",
        description = {
            "Makes this box one of a fleet: makes a key, which never leaves the box, and has it certified by a claim. 'turnout run'"
                    + " with the same data directory then knows who it is, and whom to believe."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout enrol --claim edge-1.claim --broker mqtts://broker.example:8884",
            "  turnout run --broker mqtts://broker.example --interface eth0",
            "  turnout enrol --renew --broker mqtts://broker.example"
        })
final class EnrolCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private How how;

    /** One of two. */
    private static final class How {
        @Option(names = "--claim", paramLabel = "FILE", description = "The claim, as 'fleetctl claim create' wrote it.")
        private @Nullable Path claim;

        @Option(
                names = "--renew",
                description =
                        "Have another key certified by the identity so far, which an agent does by itself in time.")
        private boolean renew;
    }

    @Option(
            names = "--broker",
            required = true,
            paramLabel = "URI",
            description =
                    "The broker's listener for claims, mqtts://HOST:8884; with --renew that for boxes, mqtts://HOST.")
    @SuppressWarnings("NullAway.Init")
    private String broker;

    @Option(
            names = "--data-dir",
            paramLabel = "PATH",
            defaultValue = "/var/lib/turnout",
            description = "Where the box keeps what must outlive a restart. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private Path dataDirectory;

    @Option(
            names = "--serial",
            paramLabel = "TEXT",
            description = "The box's serial number. Default: what its firmware says.")
    private @Nullable String serial;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}")
    private int wait;

    @Option(names = "--again", description = "Have another key certified though the box has an identity.")
    private boolean again;

    @Override
    public Integer call() {
        IdentityFiles files = new IdentityFiles(dataDirectory);
        if (how.renew && files.identity().isEmpty()) {
            return refused("this box has no identity in " + dataDirectory + ": enrol it by --claim");
        }
        if (files.identity().isPresent() && !again && !how.renew) {
            return refused(
                    "this box has an identity already, " + files.identity().get() + ": give --again to replace it");
        }
        try {
            Path ignored = Files.createDirectories(
                    dataDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException unusable) {
            return refused("the data directory " + dataDirectory + " cannot be used: " + unusable);
        }
        String number = serial == null ? MachineSerial.read() : serial;
        Duration patience = Duration.ofSeconds(wait);
        Enrolment enrolment = new Enrolment(files);
        Path claim = how.claim;
        Enrolment.Ended ended = claim == null
                ? enrolment.renew(files.identity().orElseThrow(), uri(), patience)
                : enrolment.enrol(claim, uri(), number, patience);
        return switch (ended) {
            case Enrolment.Ended.Enrolled(String box, boolean trusts) -> {
                spec.commandLine()
                        .getOut()
                        .println("this box is " + box + " now"
                                + (trusts ? ", and takes signed configurations alone" : ""));
                yield ExitCode.OK.number();
            }
            case Enrolment.Ended.NotEnrolled(String sentence) -> refused(sentence);
        };
    }

    private BrokerUri uri() {
        try {
            BrokerUri uri = BrokerUri.parse(broker);
            if (!uri.tls() || wait < 1) {
                throw new IllegalArgumentException(
                        uri.tls()
                                ? "--wait needs at least 1 second"
                                : "--broker takes mqtts:// here: a claim is a certificate");
            }
            return uri;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private int refused(String sentence) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + sentence);
        return ExitCode.REFUSED.number();
    }
}
