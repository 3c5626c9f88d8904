package dev.turnout.broker;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What TLS refuses, in words that name the remedy: Java's own speak of paths and of validity checks. */
final class TlsFailure {
    private static final int LONGEST_CHAIN = 20;

    /** Alerts of RFC 8446 §6.2, as Java names them. */
    private static final Pattern REFUSES_CERTIFICATE = Pattern.compile(
            "certificate_required|bad_certificate|certificate_revoked|certificate_expired|certificate_unknown|unknown_ca");

    private TlsFailure() {}

    /** Empty if the failure is none of TLS. */
    static Optional<String> words(BrokerAccess access, @Nullable Throwable failure) {
        List<Throwable> causes = causes(failure);
        if (!any(causes, SSLException.class)) {
            return access.broker().tls() && any(causes, SocketException.class) && !isUnreachable(causes)
                    ? Optional.of(noTls(access))
                    : Optional.empty();
        }
        if (any(causes, CertificateExpiredException.class)) {
            return Optional.of("the broker's certificate, or one that signs it, has expired: renew it, or set this"
                    + " machine's clock if that is wrong");
        }
        if (any(causes, CertificateNotYetValidException.class)) {
            return Optional.of("the broker's certificate, or one that signs it, is not valid yet: set this machine's"
                    + " clock if that is wrong");
        }
        if (any(causes, CertPathBuilderException.class)) {
            return Optional.of("the broker's certificate is signed by none of "
                    + access.ca().map(Path::toString).orElse("those that the JDK trusts")
                    + ": give --ca a PEM file with the certificate that signs it");
        }
        Throwable root = causes.getLast();
        String message = String.valueOf(root.getMessage());
        if (root instanceof CertificateException && message.startsWith("No ")) {
            return Optional.of(
                    "the broker's certificate is not for " + access.broker().host()
                            + ": give --broker a name that the certificate bears, or the broker a certificate for this one");
        }
        if (REFUSES_CERTIFICATE.matcher(message).find()) {
            return Optional.of(certificate(access));
        }
        if (message.contains("Unsupported or unrecognized SSL message") || root instanceof EOFException) {
            return Optional.of(noTls(access));
        }
        return Optional.of("TLS failed: " + message);
    }

    /** None was given, or one that the broker does not take. */
    private static String certificate(BrokerAccess access) {
        return access.identity().isPresent()
                ? "the broker does not take this certificate: it was revoked, has expired, or another authority has signed it"
                : "the broker demands a certificate of its clients: 'turnout enrol' gives a box one, and fleetctl takes"
                        + " --identity";
    }

    private static boolean isUnreachable(List<Throwable> causes) {
        return any(causes, ConnectException.class)
                || any(causes, NoRouteToHostException.class)
                || causes.stream()
                        .anyMatch(each -> String.valueOf(each.getMessage()).contains("unreachable"));
    }

    /** A broker that expects MQTT takes a handshake for garbage, and hangs up in one way or another. */
    private static String noTls(BrokerAccess access) {
        return "the broker ended the connection: if it does not speak TLS on port "
                + access.broker().port() + ", give --broker its TLS port, or mqtt:// instead of mqtts://";
    }

    private static List<Throwable> causes(@Nullable Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .forEach(causes::add);
        return causes;
    }

    private static boolean any(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }
}
