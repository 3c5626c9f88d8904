package dev.turnout.fleetctl;

import dev.turnout.broker.BrokerAccess;
import dev.turnout.broker.BrokerUri;
import dev.turnout.broker.Credentials;
import dev.turnout.schema.Topics;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Which broker, as whom, and about which box: the options that commands share. */
final class BrokerOptions {
    @Spec(Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--broker",
            required = true,
            paramLabel = "URI",
            converter = BrokerConverter.class,
            description = "The broker: mqtt://HOST[:1883], or mqtts://HOST[:8883] for TLS.")
    @Nullable
    BrokerUri broker;

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
            description =
                    "PEM certificates to believe in for mqtts. Default: those of --identity, or of the Java runtime.")
    @Nullable
    Path ca;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description =
                    "Be known to the broker by this certificate, and believe whom it says: fleetctl.p12 of 'fleetctl ca init'.")
    @Nullable
    Path identity;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "The MQTT client id. Default: fleetctl- and a random number.")
    String clientId = "fleetctl-" + UUID.randomUUID().toString().substring(0, 8);

    /** A broker as a person writes it. */
    static final class BrokerConverter implements ITypeConverter<BrokerUri> {
        @Override
        public BrokerUri convert(String text) {
            try {
                return BrokerUri.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }

    /** The options as far as they belong together; complains as about any other wrong usage. */
    BrokerAccess access() {
        BrokerUri uri = Objects.requireNonNull(broker);
        if (passwordFile != null && user == null) {
            throw usage("--password-file needs --user");
        }
        if (identity != null && !uri.tls()) {
            throw usage("--identity is for mqtts://, but --broker is " + uri);
        }
        if (ca != null && !uri.tls()) {
            throw usage("--ca is for mqtts://, but --broker is " + uri);
        }
        Optional<Credentials> credentials =
                Optional.ofNullable(user).map(name -> new Credentials(name, Optional.ofNullable(passwordFile)));
        return new BrokerAccess(uri, credentials, Optional.ofNullable(ca), Optional.ofNullable(identity));
    }

    Topics topics() {
        String id = Objects.requireNonNull(box);
        if (!Topics.isBox(id)) {
            throw usage("'" + id + "' is no box id: use 1 to 63 letters, digits, '.', '_' and '-'");
        }
        return new Topics(id);
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
