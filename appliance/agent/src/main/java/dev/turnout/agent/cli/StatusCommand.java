package dev.turnout.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Prints what the box was asked to do, what it does, and why the two differ.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  turnout status --json | jq -r .state")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return agent.print(agent.client().ask("status", json ? "json" : "text"));
    }
}
