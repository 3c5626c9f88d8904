package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.broker.BrokerUri;
import dev.turnout.fleetctl.ca.Authority;
import dev.turnout.fleetctl.ca.BrokerDirectory;
import dev.turnout.fleetctl.ca.CaProblem;
import dev.turnout.schema.Topics;
import java.nio.file.Path;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetctl revoke BOX}. */
@Command(
        name = "revoke",
        description = {
            "Puts a box out of the fleet: its certificates are worth nothing any more, and its session ends.",
            "What it forwards it forwards on. To have it back, enrol it anew by another claim."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:it is out",
            " 1:the authority cannot be used, or a file cannot be written",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused",
            " 4:it has no certificate that is still good"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl revoke edge-1 --ca-dir fleet-ca --broker-dir broker \\",
            "      --broker mqtts://broker.example.net --reload 'systemctl reload mosquitto'"
        })
final class RevokeCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "BOX", description = "The box's id.")
    String box = "";

    @Mixin
    AuthorityOptions authority = new AuthorityOptions();

    @Option(
            names = "--broker-dir",
            required = true,
            paramLabel = "DIRECTORY",
            description = "The broker's files, as 'fleetctl broker init' wrote them: its crl.pem is replaced.")
    @Nullable
    Path brokerDirectory;

    @Option(
            names = "--broker",
            required = true,
            paramLabel = "URI",
            converter = BrokerOptions.BrokerConverter.class,
            description = "The broker: mqtts://HOST[:8883].")
    @Nullable
    BrokerUri broker;

    @Option(
            names = "--reload",
            required = true,
            paramLabel = "COMMAND",
            description = "What has the broker read its files anew: it is sent SIGHUP. Run by sh.")
    String reload = "";

    @Override
    public Integer call() throws BrokerProblem, CaProblem {
        var line = Objects.requireNonNull(spec).commandLine();
        if (!Topics.isBox(box)) {
            throw new ParameterException(line, "'" + box + "' is no box id");
        }
        Authority fleet = authority.load();
        Instant now = Instant.now();
        int revoked = fleet.revoke(box, now);
        BrokerDirectory.writeRevocations(Objects.requireNonNull(brokerDirectory), fleet, now);
        if (!reload()) {
            line.getErr()
                    .println("fleetctl: '" + reload + "' failed: have the broker read its files anew (SIGHUP), and type"
                            + " this again");
            return Exit.INVALID;
        }
        endSession(fleet);
        if (revoked == 0) {
            line.getErr()
                    .println("fleetctl: " + box + " has no certificate that is still good; 'fleetctl claim list' shows"
                            + " whom there is");
            return Exit.REFUSED;
        }
        line.getOut()
                .println(box + " is out: " + revoked + (revoked == 1 ? " certificate" : " certificates") + " revoked");
        return Exit.OK;
    }

    private boolean reload() {
        try {
            return new ProcessBuilder("sh", "-c", reload).inheritIO().start().waitFor() == 0;
        } catch (java.io.IOException notStarted) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A broker has one session for each client id: whoever takes the box's ends it. */
    private void endSession(Authority fleet) throws BrokerProblem {
        BrokerAccess access = new BrokerAccess(
                Objects.requireNonNull(broker),
                Optional.empty(),
                Optional.empty(),
                Optional.of(fleet.directory().resolve("fleetctl.p12")));
        BrokerSession.open(access, Topics.clientId(box)).close();
    }
}
