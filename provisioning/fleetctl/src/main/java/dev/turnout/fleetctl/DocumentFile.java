package dev.turnout.fleetctl;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Violation;
import dev.turnout.schema.BoxContext;
import dev.turnout.schema.ConfigParser;
import dev.turnout.schema.Limits;
import dev.turnout.schema.ParseResult;
import dev.turnout.schema.Warning;
import dev.turnout.schema.YamlDocument;
import dev.turnout.schema.YamlDocuments;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file that a command was given, and what is to be said about it. */
final class DocumentFile {
    private final String name;
    private final PrintWriter err;

    /** @param name a path, or {@code -} for standard input */
    DocumentFile(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
    }

    /** Its text, taken apart; where it cannot be read that has been said. */
    Optional<YamlDocument> read() {
        try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
            return Optional.of(YamlDocuments.read(in.readNBytes(Limits.DOCUMENT_BYTES + 1)));
        } catch (NoSuchFileException missing) {
            err.println("fleetctl: there is no file " + name);
        } catch (IOException | java.nio.file.InvalidPathException unreadable) {
            err.println("fleetctl: " + name + " cannot be read: " + unreadable.getMessage());
        }
        return Optional.empty();
    }

    /** The configuration in it; where it is not valid every violation has been said. */
    Optional<FleetConfig> validate(YamlDocument document) {
        return switch (ConfigParser.parse(document, BoxContext.NONE)) {
            case ParseResult.Accepted(FleetConfig config, List<Warning> warnings) -> {
                warnings.forEach(warning -> err.println(name + ": warning: " + warning));
                yield Optional.of(config);
            }
            case ParseResult.Rejected(List<Violation> violations) -> {
                violations.forEach(violation -> err.println(name + ": " + violation));
                int count = violations.size();
                err.println(
                        "fleetctl: " + name + " is not valid: " + count + (count == 1 ? " violation" : " violations")
                                + "; docs/reference/error-codes.md explains each");
                yield Optional.empty();
            }
        };
    }
}
