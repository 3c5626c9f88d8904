package dev.turnout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.agent.Documents.Known;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.Boot;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.store.DataDirectory;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.core.program.Allocation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ParseResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private static final SteadyClock CLOCK =
            new SteadyClock(() -> NOW, () -> 0, new Boot(new UUID(0, 1), Duration.ofHours(1)));

    private static Known known(int generation) {
        Document document = Document.of(
                Document.Format.YAML,
                FleetDocument.fleet(generation, generation).getBytes(UTF_8));
        ParseResult.Accepted accepted = assertInstanceOf(ParseResult.Accepted.class, document.parse(BoxContext.NONE));
        return new Known(document, accepted.config(), accepted.warnings());
    }

    @Test
    void whatForwardsIsNotForgottenForADocumentThatWasReplaced() throws Exception {
        Log log = new Log(new PrintStream(new ByteArrayOutputStream(), true, UTF_8), () -> NOW);
        try (DataDirectory data = assertInstanceOf(DataDirectory.Opened.Ready.class, DataDirectory.open(directory))
                .directory()) {
            Documents documents = Documents.load(data, CLOCK, log);
            documents.propose(known(1), Optional.empty());
            assertInstanceOf(
                    DurableFile.Wrote.Durable.class,
                    documents.applying(known(1).config(), NOW, Allocation.EMPTY, new TreeMap<>()));
            documents.propose(known(2), Optional.empty());
            documents.secure();
            documents.propose(known(3), Optional.empty());
            documents.secure();
            assertInstanceOf(
                    DurableFile.Wrote.Failed.class,
                    documents.applying(known(2).config(), NOW, Allocation.EMPTY, new TreeMap<>()));
            assertEquals(Optional.of(known(1).config()), documents.history().applied());
            assertEquals(
                    Optional.of(known(1).config()),
                    Documents.load(data, CLOCK, log).history().applied());
        }
    }
}
