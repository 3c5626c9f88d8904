package dev.turnout.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whom to believe that he is the broker. */
final class Tls {
    private Tls() {}

    /**
     * Sockets that trust what the file's certificates sign, or without a file what the JDK's trust store does.
     *
     * @throws IOException with a sentence, if the file cannot be read or holds no certificate
     */
    static SSLSocketFactory sockets(Optional<Path> ca) throws IOException {
        try {
            return ca.isPresent() ? trusting(ca.get()) : SSLContext.getDefault().getSocketFactory();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IOException(
                    ca.map(file -> "the file " + file
                                    + " holds no certificates that can be read: --ca takes them as PEM")
                            .orElse("the JDK's trust store cannot be read: give --ca"),
                    unusable);
        }
    }

    private static SSLSocketFactory trusting(Path ca) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keyStore(ca));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static KeyStore keyStore(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        try (InputStream in = Files.newInputStream(ca)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, each);
            }
        }
        if (count == 0) {
            throw new IOException(ca + " holds no certificate in PEM form");
        }
        return store;
    }
}
