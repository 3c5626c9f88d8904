package dev.turnout.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

/**
 * A private key and the certificate by which the broker knows its owner, and whom the owner believes to be the broker: a PKCS #12
 * file, mode 0600.
 */
public final class Identity {
    /** The format asks for one, and whoever can read the file could read one beside it: its mode is what protects it. */
    static final char[] PASSWORD = "turnout".toCharArray();

    private static final String ENTRY = "identity";
    private static final String AUTHORITY = "broker-ca-";

    private Identity() {}

    /**
     * Writes one, for its owner only, in place of what was there; it is durable when this returns.
     *
     * @param chain its certificate first
     * @param authorities who sign the broker's certificate
     */
    public static void store(Path file, PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ENTRY, key, PASSWORD.clone(), chain.toArray(X509Certificate[]::new));
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(AUTHORITY + i, authorities.get(i));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD.clone());
        SmallFile.write(file, bytes.toByteArray(), SmallFile.PRIVATE);
    }

    /** One that says nothing of brokers. */
    public static void store(Path file, PrivateKey key, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        store(file, key, List.of(certificate), List.of());
    }

    static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.clone());
        }
        if (!store.isKeyEntry(ENTRY)) {
            throw new IOException(file + " has no entry '" + ENTRY + "'");
        }
        return store;
    }

    /** Who sign the broker's certificate; none where it does not say. */
    static KeyStore authorities(KeyStore identity) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        for (String alias : Collections.list(identity.aliases())) {
            if (alias.startsWith(AUTHORITY)) {
                anchors.setCertificateEntry(alias, identity.getCertificate(alias));
            }
        }
        return anchors;
    }

    /** @throws IOException if it is none */
    public static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) load(file).getCertificate(ENTRY);
    }

    /** @throws IOException if it is none */
    public static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        return (PrivateKey) load(file).getKey(ENTRY, PASSWORD.clone());
    }
}
