package dev.turnout.fleetctl;

import dev.turnout.fleetctl.ca.Authority;
import dev.turnout.fleetctl.ca.CaProblem;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which authority: the option that commands share. */
final class AuthorityOptions {
    @Option(
            names = "--ca-dir",
            required = true,
            paramLabel = "DIRECTORY",
            description = "The authority, as 'fleetctl ca init' made it.")
    @Nullable
    Path directory;

    Authority load() throws CaProblem {
        return Authority.load(Objects.requireNonNull(directory));
    }
}
