package dev.turnout.agent.health;

import dev.turnout.core.model.ProbeQuestion.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Clients of TLS by whom they trust. Of one thread. */
final class TlsClients {
    /** What pools of one document ask is the same in most; so many are kept before all are made anew. */
    private static final int MOST_KEPT = 64;

    private final Map<Tls, SSLContext> contexts = new HashMap<>();

    /**
     * An engine for one connection; it asks no name server.
     *
     * @param host a name, or an address as text
     * @throws GeneralSecurityException where the authority holds no certificates
     */
    SSLEngine engine(Tls tls, String host, int port) throws GeneralSecurityException {
        SSLContext context = contexts.get(tls);
        if (context == null) {
            if (contexts.size() >= MOST_KEPT) {
                contexts.clear();
            }
            context = context(tls);
            contexts.put(tls, context);
        }
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (tls.verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** RFC 6066 §3: no literal address is a server name. */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.isEmpty() && !Character.isDigit(host.charAt(host.length() - 1));
    }

    private static SSLContext context(Tls tls) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        if (!tls.verify()) {
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.authority().isPresent() ? authority(tls.authority().get()) : null);
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore authority(String pem) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("ca-" + count++, each);
            }
            return store;
        } catch (IOException impossible) {
            throw new GeneralSecurityException("an empty key store could not be made", impossible);
        }
    }

    /** For probes that ask whether a server serves, and not who it is. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
