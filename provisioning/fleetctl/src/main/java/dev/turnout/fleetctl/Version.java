package dev.turnout.fleetctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("version.txt"))) {
            return new String[] {"fleetctl " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()};
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
