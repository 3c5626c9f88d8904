package dev.turnout.agent.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = {
            "Says what becomes of a flow: service, hash, slot, backend and previous owner, and what the data plane's own"
                    + " program does with such a packet, tried out without counting or sending anything."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout explain 192.0.2.7:40000 198.51.100.1:80 tcp",
            "  turnout explain [2001:db8::7]:40000 [2001:db8::1]:53 udp"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Parameters(index = "0", paramLabel = "SRC:PORT", description = "The client; IPv6 in brackets.")
    @SuppressWarnings("NullAway.Init")
    private String source;

    @Parameters(index = "1", paramLabel = "DST:PORT", description = "The VIP and port that it connects to.")
    @SuppressWarnings("NullAway.Init")
    private String destination;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PROTOCOL",
            defaultValue = "tcp",
            description = "tcp or udp. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String protocol;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return agent.print(agent.client()
                .ask("explain", json ? "json" : "text", source, destination, protocol.toLowerCase(Locale.ROOT)));
    }
}
