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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe that he is the broker, and who to say one is. */
final class Tls {
    private Tls() {}

    /**
     * Sockets that trust what the file's certificates sign, or without a file what the JDK's trust store does.
     *
     * @param identity a PKCS #12 file with one key and its certificate, to be known by; empty for nobody
     * @throws IOException with a sentence, if a file cannot be read or does not hold what it should
     */
    static SSLSocketFactory sockets(Optional<Path> ca, Optional<Path> identity) throws IOException {
        KeyManager @Nullable [] keys = identity.isPresent() ? keys(identity.get()) : null;
        try {
            if (ca.isEmpty() && keys == null) {
                return SSLContext.getDefault().getSocketFactory();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trusted(ca, identity), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IOException(
                    ca.map(file -> "the file " + file
                                    + " holds no certificates that can be read: --ca takes them as PEM")
                            .orElse("the JDK's trust store cannot be read: give --ca"),
                    unusable);
        }
    }

    private static KeyManager[] keys(Path identity) throws IOException {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(Identity.load(identity), Identity.PASSWORD.clone());
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IOException(
                    "the file " + identity + " is no identity that can be read: 'turnout enrol' and 'fleetctl ca init'"
                            + " write one",
                    unusable);
        }
    }

    /** The file's, else the identity's, else null, for the JDK's. */
    private static TrustManager @Nullable [] trusted(Optional<Path> ca, Optional<Path> identity)
            throws IOException, GeneralSecurityException {
        if (ca.isPresent()) {
            return new TrustManager[] {new PatientTrustManager(keyStore(ca.get()))};
        }
        KeyStore anchors = Identity.authorities(Identity.load(identity.orElseThrow()));
        return anchors.size() == 0 ? null : new TrustManager[] {new PatientTrustManager(anchors)};
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
