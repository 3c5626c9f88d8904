package dev.turnout.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "drain",
        description = {
            "Has a backend take no new flows on this box, whatever weight the document gives it, and says how far its"
                    + " established ones have left it: ask again until it is drained. Without a backend, lists all that"
                    + " drain. The order holds over restarts and new documents."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout drain",
            "  until turnout drain 10.0.0.2; do sleep 10; done",
            "  turnout drain 10.0.0.2 --undo"
        })
final class DrainCommand implements Callable<Integer> {
    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "BACKEND", description = "Its address.")
    private @Nullable String backend;

    @Option(names = "--undo", description = "Have it take new flows again.")
    private boolean undo;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(List.of(json ? "json" : "text"));
        if (backend != null) {
            arguments.add(backend);
        }
        if (undo) {
            if (backend == null) {
                throw new ParameterException(spec.commandLine(), "--undo takes a backend");
            }
            arguments.add("undo");
        }
        return agent.print(agent.client().ask("drain", arguments.toArray(String[]::new)));
    }
}
