package dev.turnout.broker;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what given certificates have signed, also while the clock has not been set: a box may come up in 1970 and needs the
 * broker before it has a time server. Who has signed that a certificate begins at some time says that this time has come, so
 * it is at least that late.
 */
final class PatientTrustManager extends X509ExtendedTrustManager {
    private final KeyStore anchors;

    PatientTrustManager(KeyStore anchors) {
        this.anchors = anchors;
    }

    private X509ExtendedTrustManager at(X509Certificate[] chain) throws CertificateException {
        Instant now = Stream.concat(
                        Stream.of(Instant.now()),
                        Arrays.stream(chain).map(each -> each.getNotBefore().toInstant()))
                .max(Instant::compareTo)
                .orElseThrow();
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509ExtendedTrustManager ours) {
                    return ours;
                }
            }
        } catch (GeneralSecurityException unusable) {
            throw new CertificateException(unusable);
        }
        throw new CertificateException("the JDK has no trust manager for PKIX");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        at(chain).checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        at(chain).checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        at(chain).checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw clients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw clients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw clients();
    }

    private static CertificateException clients() {
        return new CertificateException("nobody connects to us");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
