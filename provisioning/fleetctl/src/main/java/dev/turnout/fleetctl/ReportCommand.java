package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerProblem;
import dev.turnout.broker.BrokerSession;
import dev.turnout.schema.Topics;
import dev.turnout.schema.YamlDocuments;
import dev.turnout.v1.Report;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleetctl report}. */
@Command(
        name = "report",
        description = "Prints the last report of a box.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:there is a report",
            " 2:wrong usage",
            " 3:the broker cannot be reached, or refused",
            " 5:the box has never reported"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fleetctl report --broker mqtt://broker.example.net --box edge-1",
            "  fleetctl report --broker mqtt://broker.example.net --box edge-1 --json | jq .services"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    BrokerOptions broker = new BrokerOptions();

    @Option(names = "--json", description = "Print all of it as JSON.")
    boolean json;

    @Override
    public Integer call() throws BrokerProblem {
        Topics topics = broker.topics();
        var line = Objects.requireNonNull(spec).commandLine();
        try (BrokerSession session = BrokerSession.open(broker.access(), broker.clientId)) {
            Retained retained = Retained.read(session, topics, topics.reported(), topics.presence());
            if (retained.report().isEmpty()) {
                line.getErr()
                        .println("fleetctl: " + topics.box()
                                + " has never reported: is its agent running, and its id spelt right?");
                return Exit.SILENT;
            }
            Report report = retained.report().get();
            line.getOut().print(json ? YamlDocuments.writeJson(report) : ReportText.of(report, retained.offline()));
            return Exit.OK;
        }
    }
}
