package dev.turnout.agent.cli;

import dev.turnout.agent.control.Answer;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.FileConfigSource;
import dev.turnout.agent.view.CheckView;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.core.program.Surroundings;
import dev.turnout.schema.BoxContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Validates and compiles a document, and prints its violations, or what it would change and cost: against the running"
                    + " agent where there is one, else from nothing. Nothing is applied."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  turnout check fleet.yaml",
            "  turnout check --offline fleet.yaml",
            "  turnout check --json fleet.yaml"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Option(names = "--offline", description = "Do not ask the running agent.")
    private boolean offline;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "YAML, or protobuf where its name ends in .pb or .binpb.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    public Integer call() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(Document.MAX_BYTES + 1);
        } catch (NoSuchFileException missing) {
            return agent.complain(ExitCode.REFUSED, file + " does not exist").number();
        } catch (IOException unreadable) {
            return agent.complain(ExitCode.REFUSED, file + " cannot be read: " + unreadable.getMessage())
                    .number();
        }
        Document document = Document.of(FileConfigSource.formatOf(file), bytes);
        boolean local = offline || bytes.length > Document.MAX_BYTES;
        Answer answer = local ? alone(document) : byAgent(document);
        return agent.print(answer instanceof Answer.Unreachable ? alone(document) : answer);
    }

    private Answer byAgent(Document document) {
        return agent.client().check(document.format().name().toLowerCase(Locale.ROOT), document.bytes(), json);
    }

    private Answer alone(Document document) {
        return CheckView.of(
                        document,
                        new CheckView.Against(
                                "nothing, since no agent was asked",
                                Optional.empty(),
                                BoxContext.NONE,
                                DataplaneState.EMPTY,
                                Surroundings.UNKNOWN,
                                Optional.empty(),
                                FlowCounts.NONE,
                                new MemoryDataplane().capabilities()))
                .answer(json);
    }
}
