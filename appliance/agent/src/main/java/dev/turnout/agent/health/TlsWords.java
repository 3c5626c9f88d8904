package dev.turnout.agent.health;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What TLS refuses, in one line: Java's own words speak of paths and of validity checks. */
final class TlsWords {
    private static final int LONGEST_CHAIN = 20;

    private TlsWords() {}

    static String of(SSLException failure) {
        List<Throwable> causes = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .toList();
        if (any(causes, CertificateExpiredException.class)) {
            return "the certificate, or one that signs it, has expired";
        }
        if (any(causes, CertificateNotYetValidException.class)) {
            return "the certificate, or one that signs it, is not valid yet";
        }
        if (any(causes, CertPathBuilderException.class)) {
            return "the certificate is signed by nobody who is trusted";
        }
        Throwable root = causes.getLast();
        String message = String.valueOf(root.getMessage());
        if (root instanceof CertificateException && message.startsWith("No ")) {
            return "the certificate is not for the host that was asked";
        }
        if (message.contains("recognized SSL message")) {
            return "the backend does not speak TLS on this port";
        }
        return "TLS failed: " + message.lines().findFirst().orElse("");
    }

    private static boolean any(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }
}
