package dev.turnout.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tables",
        description = {
            "Prints who owns the slots of each service's table: the share of each backend beside the one its weight"
                    + " wants, slots moved by the last change, slots that still serve a previous owner."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  turnout tables", "  turnout tables web --json"})
final class TablesCommand implements Callable<Integer> {
    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "Only this service.")
    private @Nullable String service;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(List.of(json ? "json" : "text"));
        if (service != null) {
            arguments.add(service);
        }
        return agent.print(agent.client().ask("tables", arguments.toArray(String[]::new)));
    }
}
