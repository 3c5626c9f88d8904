package dev.turnout.agent.cli;

import dev.turnout.agent.TrustFile;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose documents the box takes. */
final class TrustOptions {
    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "Take only documents that one of these keys has signed: PEM, as 'fleetctl key create' writes it."
                            + " Without it any document is taken that the broker lets through.")
    private @Nullable Path keys;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Take documents for this group of boxes too; may be repeated.")
    private List<String> groups = List.of();

    /**
     * @param enrolled those that the box was given when it was enrolled
     * @throws IllegalArgumentException with a sentence for the user
     */
    Optional<TrustFile> keys(boolean broker, Optional<Path> enrolled) {
        Path named = keys;
        if (named != null && !broker) {
            throw new IllegalArgumentException("--trust is for documents of a --broker; a --config file is trusted");
        }
        Optional<TrustFile> file = named == null
                ? enrolled.filter(_ -> broker).map(path -> new TrustFile(path, true))
                : Optional.of(new TrustFile(named, false));
        if (file.isEmpty() && !groups.isEmpty()) {
            throw new IllegalArgumentException("--group is for signed documents: give --trust FILE with it");
        }
        file.ifPresent(TrustOptions::check);
        return file;
    }

    private static void check(TrustFile file) {
        try {
            if (file.read().isEmpty()) {
                throw new IllegalArgumentException(file.path() + " is no list of 1 to " + TrustedKeys.MOST
                        + " Ed25519 public keys in PEM; 'fleetctl key create' makes them, for --trust");
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file.path() + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    Set<String> groups() {
        groups.stream().filter(name -> !Topics.isBox(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("the group '" + name
                    + "' cannot be used: give --group with 1 to 63 letters, digits, dots, underscores and hyphens");
        });
        return Set.copyOf(groups);
    }
}
