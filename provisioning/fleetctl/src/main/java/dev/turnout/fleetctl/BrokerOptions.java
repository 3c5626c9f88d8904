package dev.turnout.fleetctl;

import dev.turnout.schema.Topics;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which broker, as whom, and about which box: the options that commands share. */
final class BrokerOptions {
    @Spec(Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--broker",
            required = true,
            paramLabel = "URI",
            converter = BrokerAddress.Converter.class,
            description = "The broker: mqtt://HOST[:1883], or mqtts://HOST[:8883] for TLS.")
    @Nullable
    BrokerAddress broker;

    @Option(names = "--box", required = true, paramLabel = "ID", description = "The box's id, as in its topics.")
    @Nullable
    String box;

    @Option(names = "--user", paramLabel = "NAME", description = "Sign in to the broker by this name.")
    @Nullable
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password for --user.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM certificates to believe in for mqtts. Default: those of the Java runtime.")
    @Nullable
    Path ca;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "The MQTT client id. Default: fleetctl- and a random number.")
    String clientId = "fleetctl-" + UUID.randomUUID().toString().substring(0, 8);

    /** The options as far as they belong together; complains as about any other wrong usage. */
    BrokerAddress address() {
        if (passwordFile != null && user == null) {
            throw usage("--password-file needs --user");
        }
        if (ca != null && broker != null && !broker.tls()) {
            throw usage("--ca is for mqtts://, but --broker is " + broker);
        }
        return Objects.requireNonNull(broker);
    }

    Topics topics() {
        String id = Objects.requireNonNull(box);
        if (!Topics.isBox(id)) {
            throw usage("'" + id + "' is no box id: use 1 to 63 letters, digits, '.', '_' and '-'");
        }
        return new Topics(id);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    Optional<Path> passwordFile() {
        return Optional.ofNullable(passwordFile);
    }

    Optional<Path> ca() {
        return Optional.ofNullable(ca);
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
