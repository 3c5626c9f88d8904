package dev.turnout.agent.cli;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Credentials;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to be let in by the broker. */
final class BrokerOptions {
    @Option(names = "--user", paramLabel = "NAME", description = "Sign in to the broker as this user.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Its first line is the password; read anew for every connection.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "PEM file with the certificates that sign the broker's. Default: what the box was given when it was enrolled, else"
                            + " the JDK's trust store.")
    private @Nullable Path ca;

    /**
     * @param enrolled the box's identity in the fleet; empty where it has none
     * @throws IllegalArgumentException with a sentence, where they do not go together
     */
    Optional<BrokerAccess> access(Optional<BrokerUri> broker, Optional<Path> enrolled) {
        if ((user == null) != (passwordFile == null)) {
            throw new IllegalArgumentException("--user and --password-file belong together");
        }
        if (broker.isEmpty() && (user != null || ca != null)) {
            throw new IllegalArgumentException("--user, --password-file and --ca go with --broker");
        }
        if (ca != null && !broker.get().tls()) {
            throw new IllegalArgumentException("--ca is for mqtts://, but --broker is " + broker.get());
        }
        Optional<Credentials> credentials =
                Optional.ofNullable(user).map(name -> new Credentials(name, Optional.ofNullable(passwordFile)));
        return broker.map(uri ->
                new BrokerAccess(uri, credentials, Optional.ofNullable(ca), uri.tls() ? enrolled : Optional.empty()));
    }
}
