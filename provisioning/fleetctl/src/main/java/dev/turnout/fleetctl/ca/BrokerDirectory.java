package dev.turnout.fleetctl.ca;

import dev.turnout.broker.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;

/**
 * What a mosquitto needs to be a fleet's broker: TLS 1.3 alone, and nobody without a certificate, whose common name is the user name.
 *
 * <pre>
 *   port 8883   boxes and operators, by ca.pem       acl: each box on its own topics, fleetctl on all
 *   port 8884   claims, by claims-ca.pem             claims-acl: nothing but to claim
 * </pre>
 */
public final class BrokerDirectory {
    private BrokerDirectory() {}

    /** Writes it; what is there already is replaced, but for what the broker itself keeps. */
    public static void write(
            Path directory, Authority authority, List<String> hosts, int port, int claimsPort, Instant now)
            throws CaProblem {
        try {
            Path ignored = Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            ignored = Files.createDirectories(directory.resolve("data"));
            Authority.ForBroker own = authority.broker(hosts, now);
            SmallFile.write(directory.resolve("broker.key"), own.key(), SmallFile.PRIVATE);
            SmallFile.write(directory.resolve("broker.pem"), own.certificates(), SmallFile.SHARED);
            SmallFile.write(directory.resolve("ca.pem"), Pems.of(authority.fleetCertificate()), SmallFile.SHARED);
            SmallFile.write(
                    directory.resolve("claims-ca.pem"), Pems.of(authority.claimsCertificate()), SmallFile.SHARED);
            writeRevocations(directory, authority, now);
            SmallFile.write(directory.resolve("acl"), ACL, SmallFile.PRIVATE);
            SmallFile.write(directory.resolve("claims-acl"), CLAIMS_ACL, SmallFile.PRIVATE);
            SmallFile.write(
                    directory.resolve("mosquitto.conf"),
                    configuration(directory.toAbsolutePath().normalize(), port, claimsPort),
                    SmallFile.PRIVATE);
        } catch (IOException | CertificateEncodingException failed) {
            throw new CaProblem("the broker's files cannot be written to " + directory + ": " + failed, failed);
        }
    }

    /** Whom the broker lets in no more; it reads that anew at SIGHUP. */
    public static void writeRevocations(Path directory, Authority authority, Instant now) throws CaProblem {
        try {
            SmallFile.write(directory.resolve("crl.pem"), authority.revocationList(now), SmallFile.SHARED);
        } catch (IOException failed) {
            throw new CaProblem("the revocation list cannot be written to " + directory + ": " + failed, failed);
        }
    }

    /** Mosquitto's patterns are every user's; %u is its name, and names hold no slash, plus or number sign. */
    private static final String ACL = """
            # The fleet manager, by its certificate.
            user fleetctl
            topic readwrite turnout/#

            # Boxes, each on its own topics and no other.
            pattern read turnout/v1/%u/desired
            pattern read turnout/v1/%u/confirm
            pattern read turnout/v1/%u/trust
            pattern read turnout/v1/%u/renewed
            pattern write turnout/v1/%u/reported
            pattern write turnout/v1/%u/presence
            pattern write turnout/v1/%u/renew
            """;

    private static final String CLAIMS_ACL = """
            # Who holds a claim can do nothing but claim.
            pattern write turnout/v1/%u/claim
            pattern read turnout/v1/%u/claimed
            """;

    private static String configuration(Path directory, int port, int claimsPort) {
        return """
                # A fleet's broker. Run it as: mosquitto -c %1$s/mosquitto.conf
                per_listener_settings true
                user %5$s
                persistence true
                persistence_location %1$s/data/
                autosave_interval 60
                max_packet_size 9000000
                max_queued_messages 10000

                # Boxes and operators.
                listener %2$d
                %4$s
                cafile %1$s/ca.pem
                crlfile %1$s/crl.pem
                acl_file %1$s/acl

                # Boxes that are to become one of the fleet.
                listener %3$d
                %4$s
                cafile %1$s/claims-ca.pem
                acl_file %1$s/claims-acl
                """.formatted(directory, port, claimsPort, listener(directory), System.getProperty("user.name"));
    }

    private static String listener(Path directory) {
        return """
                tls_version tlsv1.3
                certfile %1$s/broker.pem
                keyfile %1$s/broker.key
                require_certificate true
                use_identity_as_username true
                allow_anonymous false""".formatted(directory);
    }
}
