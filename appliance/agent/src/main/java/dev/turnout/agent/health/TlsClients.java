package dev.turnout.agent.health;

import dev.turnout.core.model.IpAddress;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Clients of TLS. Each backend has one of its own, so that a session is taken up again only with whom it was begun, whatever
 * name they are all asked by. Thread-safe.
 */
final class TlsClients {
    /**
     * A session that is taken up again spares both sides signatures, but shows no certificate: so soon is one looked at again
     * that has expired.
     */
    private static final int SESSION_SECONDS = 60;

    /** Of clients; the one that was not wanted for longest makes room. */
    private static final int MOST_KEPT = 8192;

    /** What pools of one document ask is the same in most; so many are kept before all are made anew. */
    private static final int MOST_TRUSTS = 64;

    private final Map<Server, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Server, SSLContext> eldest) {
            return size() > MOST_KEPT;
        }
    };
    private final Map<Tls, TrustManager[]> trusts = new HashMap<>();

    /**
     * Who is asked.
     *
     * @param host a name, or an address as text
     */
    record Server(Tls tls, IpAddress address, String host, int port) {}

    /**
     * An engine for one connection; it asks no name server.
     *
     * @throws GeneralSecurityException where the authority holds no certificates
     */
    SSLEngine engine(Server server) throws GeneralSecurityException {
        SSLEngine engine = context(server).createSSLEngine(server.host(), server.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (server.tls().verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(server.host())) {
            parameters.setServerNames(List.of(new SNIHostName(server.host())));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private synchronized SSLContext context(Server server) throws GeneralSecurityException {
        SSLContext known = contexts.get(server);
        if (known != null) {
            return known;
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust(server.tls()), null);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionCacheSize(1);
        contexts.put(server, context);
        return context;
    }

    private TrustManager[] trust(Tls tls) throws GeneralSecurityException {
        TrustManager[] known = trusts.get(tls);
        if (known != null) {
            return known;
        }
        if (trusts.size() >= MOST_TRUSTS) {
            trusts.clear();
        }
        TrustManager[] made = tls.verify() ? authority(tls.authority()) : new TrustManager[] {new Anybody()};
        trusts.put(tls, made);
        return made;
    }

    /** RFC 6066 §3: no literal address is a server name. */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.isEmpty() && !Character.isDigit(host.charAt(host.length() - 1));
    }

    private static TrustManager[] authority(Optional<String> pem) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(pem.isPresent() ? authority(pem.get()) : null);
        return trust.getTrustManagers();
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
